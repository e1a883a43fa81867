import { expect, it } from 'vitest';
import { recordBatches } from '../../src-main/analysis/variants/record-batches.ts';

interface Held {
  readonly text: string;
  readonly tile: string | undefined;
}

/** How many records each batch holds. */
async function sizes(records: readonly Held[], most = Infinity): Promise<number[]> {
  async function* source() {
    yield* await Promise.resolve(records);
  }
  const found: Held[][] = [];
  for await (const batch of recordBatches(source(), most, ({ tile }) => tile)) found.push(batch);
  expect(found.flat()).toEqual(records);
  return found.map(({ length }) => length);
}

const of = (count: number, tile?: string, text = 'x') =>
  Array.from({ length: count }, () => ({ text, tile }));

it('holds records on to the end of a tile, so that few tiles are read twice', async () => {
  expect(await sizes([])).toEqual([]);
  expect(await sizes(of(7000, 'a'))).toEqual([7000]);
  expect(await sizes([...of(4000, 'a'), ...of(3000, 'b'), ...of(10, 'c')])).toEqual([7000, 10]);
  expect(await sizes([...of(6000, 'a'), ...of(3), ...of(5, 'a'), ...of(9, 'b')])).toEqual([
    6008, 9,
  ]);
  expect(await sizes(of(45_000, 'a'))).toEqual([20_000, 20_000, 5000]);
});

it('holds no more of them than there is memory for', async () => {
  expect(await sizes(of(250, 'a'), 100)).toEqual([100, 100, 50]);
  const long = of(5, 'a', 'N'.repeat(1 << 25));
  expect(await sizes(long)).toEqual([2, 2, 1]);
});
