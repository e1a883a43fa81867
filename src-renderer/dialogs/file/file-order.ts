import type { FolderListing } from '../../../src-main/contract/index.ts';

export type FolderEntry = FolderListing['entries'][number];

/** How the entries of a folder are sorted; a folder itself has neither size nor date. */
export interface FileOrder {
  readonly by: 'name' | 'bytes' | 'modifiedAt';
  readonly descending: boolean;
}

/** The order once the heading of a column is clicked: the other way round where it was its own. */
export function orderBy(by: FileOrder['by'], before: FileOrder): FileOrder {
  // Of sizes and dates the largest and the newest are looked for.
  return { by, descending: by === before.by ? !before.descending : by !== 'name' };
}

/** Entries as a folder's listing has them, by name, in another order. */
export function ordered(
  entries: readonly FolderEntry[],
  { by, descending }: FileOrder,
): readonly FolderEntry[] {
  if (by === 'name') return descending ? entries.toReversed() : entries;
  const way = descending ? -1 : 1;
  return entries.toSorted((one, other) => {
    const [a, b] = [one[by] ?? '', other[by] ?? ''];
    return a === b ? 0 : a < b ? -way : way;
  });
}
