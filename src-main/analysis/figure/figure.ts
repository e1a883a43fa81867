import type { FigurePen, MeasureText } from '../../drawing/index.ts';
import type { HeaderNote } from '../../formats/output/index.ts';

/** A figure that was composed, to be written in any format. */
export interface Figure {
  /** mm */
  readonly width: number;
  readonly height: number;
  /** Points a px. */
  readonly scale: number;
  readonly title: string;
  /** What made it and of what: model, versions, region, command. */
  readonly notes: readonly HeaderNote[];
  /** Of the letters that it was laid out for. */
  readonly measure: MeasureText;
  /** Rows that it has, without those of their parts. */
  readonly rows: number;
  /** `prefix`: of the names of its groups. */
  draw(pen: FigurePen, prefix?: string): void;
}

const pointsPerInch = 72;
export const mmPerInch = 25.4;

/** mm as points. */
export function points(mm: number): number {
  return (mm / mmPerInch) * pointsPerInch;
}

/** Points as mm. */
export function millimetres(points: number): number {
  return (points / pointsPerInch) * mmPerInch;
}
