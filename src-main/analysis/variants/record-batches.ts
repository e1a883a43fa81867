import { mostHeld } from '../records/index.ts';

/**
 * Records after which a batch ends with its tile, and letters after which it ends in any case. A tile is read again for
 * each batch: by 5,000 that was a fifth of the processor time of 100,000 variants in a megabase.
 */
const enough = { records: 5000, letters: 1 << 26 };

/**
 * Records in batches, in their order. `most`: records that may be held in any case; `tileOf`: the name of the tile in which
 * one lies, undefined where it is of no matter.
 */
export async function* recordBatches<Held extends { readonly text: string }>(
  records: AsyncIterable<Held>,
  most: number,
  tileOf: (record: Held) => string | undefined,
): AsyncGenerator<Held[]> {
  let held: Held[] = [];
  let letters = 0;
  let last: string | undefined;
  for await (const record of records) {
    const tile = tileOf(record);
    const isFull = held.length >= Math.min(most, mostHeld.records) || letters >= enough.letters;
    const isOther = tile !== undefined && tile !== last;
    if (isFull || (isOther && held.length >= enough.records)) {
      yield held;
      [held, letters] = [[], 0];
    }
    held.push(record);
    letters += record.text.length;
    last = tile ?? last;
  }
  if (held.length > 0) yield held;
}
