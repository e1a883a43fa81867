import type { Mark, Region } from '../../contract/index.ts';
import type { LegendItem } from './legend.ts';
import type { Pen } from '../pen.ts';
import type { Place } from '../place.ts';
import type { Range } from '../value-scale.ts';

/** What measures texts before a page is there to write them on. */
export type TextMeasure = Pick<Pen, 'font' | 'measureText'>;

/** A pen that can name what is drawn with it, for whoever takes the figure apart. */
export interface FigurePen extends Pen {
  group?(name: string): void;
  endGroup?(): void;
}

/** What a row draws, once it is known how wide it is. */
interface LaidOutRow {
  /** px */
  readonly height: number;
  /** In place of the row's own, where it is known only now: what found no room. */
  readonly detail?: string | undefined;
  /** Draws at the pen's origin. */
  draw(pen: Pen, place: Place): void;
}

/** A row of a figure. */
export interface FigureRow {
  /** Beside it; empty where it belongs to the row above. */
  readonly name: string;
  /** Below the name: unit, or what was left out. */
  readonly detail?: string | undefined;
  /** A line over the whole width, above the rows of a model. */
  readonly isHeading?: boolean | undefined;
  /** Ends of its scale, written at its foot and its top. */
  readonly axis?: Range | undefined;
  readonly legend: readonly LegendItem[];
  layOut(pen: TextMeasure, place: Omit<Place, 'height'>): LaidOutRow;
}

/** What a figure shows. */
export interface FigureContent {
  readonly title?: string | undefined;
  /** What is seen; 0-based half-open. */
  readonly region: Region;
  readonly rows: readonly FigureRow[];
  readonly marks: readonly Mark[];
  /** What models have read, shown on the ruler. */
  readonly reads: readonly Region[];
  readonly hasLegend: boolean;
  /** What its legend tells besides, of other figures. */
  readonly otherLegend?: readonly LegendItem[] | undefined;
}
