import type { Row } from '../../src-main/drawing/index.ts';
import { rowGap, type RowPlace } from '../browser/index.ts';

/** From which row to which, by their ids. */
export interface RowRange {
  readonly first: string;
  readonly last: string;
}

/** Tells of rows that a person has just asked for beside others, wherever the page was scrolled to: they are to be seen. */
export class FreshRows {
  #genome: string | undefined;
  #known: ReadonlySet<string> = new Set();

  /** Those that were not among the rows before; with the heading above them. None of a genome that was just opened. */
  take(genome: string | undefined, rows: readonly Row[]): RowRange | undefined {
    const known = genome === this.#genome ? this.#known : undefined;
    const keys = rows.map(keyOf);
    this.#genome = genome;
    this.#known = new Set(keys.filter((key) => key !== undefined));
    if (!known) return undefined;
    const isFresh = (key: string | undefined) => key !== undefined && !known.has(key);
    const [from, to] = [keys.findIndex(isFresh), keys.findLastIndex(isFresh)];
    const [heading, first, last] = [rows[from - 1], rows[from], rows[to]];
    if (!first || !last) return undefined;
    return { first: heading?.kind === 'heading' ? heading.id : first.id, last: last.id };
  }
}

/** Of a variant's alleles all rows are one: from variant to variant the page stays where it is. */
function keyOf({ kind, id, group }: Row): string | undefined {
  if (group === 'alleles') return group;
  return group === 'compared' && kind !== 'heading' ? id : undefined;
}

/**
 * How far rows are to be scrolled, px, so that some are seen below those that stay; as far as they are where they are
 * seen already. `height`: px of the page.
 */
export function scrollFor(
  { first, last }: RowRange,
  places: readonly RowPlace[],
  scrolled: number,
  height: number,
): number {
  let [top, foot, start] = [rowGap, 0, 0];
  for (const place of places) {
    if (place.pinned !== undefined) foot = place.pinned + place.height;
    if (place.id === first) start = top - foot;
    top += place.height + rowGap;
    if (place.id === last) return Math.min(start, Math.max(scrolled, top - height));
  }
  return scrolled;
}
