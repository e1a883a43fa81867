import { SortedSpool } from '../../../cache/index.ts';

/**
 * Gives items in the order of their source again: `numberOf` counts from 0. What comes in order is
 * passed on at once; from the first item on that does not, the rest is sorted on disk.
 *
 * Errors: those of the items, and of `SortedSpool`.
 */
export async function* inSourceOrder<Item>(
  items: AsyncIterable<Item>,
  numberOf: (item: Item) => number,
): AsyncGenerator<Item> {
  let next = 0;
  let spool: SortedSpool<Item> | undefined;
  try {
    for await (const item of items) {
      const number = numberOf(item);
      if (spool === undefined && number === next) yield item;
      else {
        spool ??= new SortedSpool();
        spool.add([number, 0], item);
      }
      next++;
    }
    if (spool !== undefined) yield* spool.drain();
  } finally {
    spool?.close();
  }
}
