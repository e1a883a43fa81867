import type { IgvSort, IgvTrack } from '../igv-types.ts';

const pattern = /^(\w+)(?::(\S+))? (\S+):(\d+) (ASC|DESC)$/;

/** How reads are sorted, as a project holds it: `BASE chr1:1234 ASC`, or `TAG:HP chr1:1234 DESC`. */
export function formatOrder({ option, tag, chr, position, direction }: IgvSort): string {
  const what = tag === undefined ? option : `${option}:${tag}`;
  return `${what} ${chr}:${position + 1} ${direction ? 'ASC' : 'DESC'}`;
}

/** The same as igv holds it; undefined where it is none. */
export function parseOrder(text: unknown): IgvSort | undefined {
  const [, option, tag, chr, position, way] = pattern.exec(String(text)) ?? [];
  if (option === undefined || chr === undefined) return undefined;
  const at = { chr, position: Number(position) - 1, direction: way === 'ASC' };
  return { option, ...at, ...(tag !== undefined && { tag }) };
}

/** Sorts what was fetched of a row of reads, and what will be. */
export function sortBy(
  track: IgvTrack,
  order: Omit<IgvSort, 'sortAsPairs'>,
  fetched: readonly unknown[],
): void {
  const whole = { ...order, sortAsPairs: track.viewAsPairs ?? false };
  track.sortObject = whole;
  for (const reads of fetched) (reads as SortableReads | undefined)?.sortRows?.(whole);
}

/** Reads that igv has fetched for a part of the genome. */
interface SortableReads {
  sortRows?(order: object): void;
}
