import { expect, it } from 'vitest';
import { joinRows } from '../../src-main/analysis/probe/probe-rows.ts';
import {
  folds,
  heldOutContigs,
  someBlocks,
  splitRows,
} from '../../src-main/analysis/probe/split-rows.ts';

/** Rows of some contigs with `bins` bins of 1,000 bp each. */
function rowsOf(bins: Readonly<Record<string, number>>) {
  const parts = Object.entries(bins).map(([contig, count]) => ({
    interval: { contig, start: 0, end: count * 1000 },
    ...{ bin: 1000, first: 0, count, width: 1, values: new Float32Array(count) },
  }));
  return joinRows(
    parts,
    parts.map(({ count }) => [new Float32Array(count)]),
  );
}
const always = () => true;
const contigsIn = (rows: ReturnType<typeof rowsOf>, some: Int32Array) => [
  ...new Set(Array.from(some, (row) => rows.contigs[rows.contig[row]!])),
];

it('the contigs that are named are held out, and no other row', () => {
  const rows = rowsOf({ a: 100, b: 50, c: 20 });
  const { training, heldOut, heldOutName } = splitRows(rows, ['c', 'a'], always);
  expect(contigsIn(rows, training)).toEqual(['b']);
  expect(contigsIn(rows, heldOut)).toEqual(['a', 'c']);
  expect(training.length + heldOut.length).toBe(170);
  expect(heldOutName).toBe('c, a');
});

it('else the smallest contig that has a tenth of the bins and will do', () => {
  const rows = rowsOf({ a: 100, b: 50, c: 20, d: 5 });
  expect(splitRows(rows, undefined, always).heldOutName).toBe('c');
  // Where its labels are all alike, the next one.
  const usable = (some: Int32Array) => some.length !== 20;
  expect(splitRows(rows, undefined, usable).heldOutName).toBe('b');
});

it('of a single contig a fifth is held out, in long stretches', () => {
  const rows = rowsOf({ a: 1000 });
  const { training, heldOut, heldOutName } = splitRows(rows, undefined, always);
  expect(heldOut).toHaveLength(200);
  expect(training).toHaveLength(800);
  expect(heldOutName).toBe('every fifth tile of 40 kbp');
  const borders = Array.from(heldOut).filter((row, i) => row !== heldOut[i - 1]! + 1);
  expect(borders).toHaveLength(5);
});

it('contigs to hold out are matched by name, and must have labels', () => {
  const contigs = ['chr1', 'chr2', 'chr3'].map((name) => ({ name, length: 1 }));
  expect(heldOutContigs(['2', 'chr1'], contigs, ['chr1', 'chr2'])).toEqual(['chr2', 'chr1']);
  expect(() => heldOutContigs(['chr3'], contigs, ['chr1', 'chr2'])).toThrow(
    'chr3 cannot be held out: there are labels on chr1, chr2.',
  );
  expect(() => heldOutContigs(['x'], contigs, ['chr1'])).toThrow(/no contig "x"/);
});

it('all contigs at once cannot be held out', () => {
  const rows = rowsOf({ a: 100, b: 50 });
  const needsRows = (some: Int32Array) => some.length > 0;
  expect(() => splitRows(rows, ['a', 'b'], needsRows)).toThrow(
    /the training bins lack one of the two classes/,
  );
});

it('folds are whole contigs where there are enough, else blocks; each row is in one', () => {
  for (const bins of [{ a: 100, b: 50, c: 60, d: 20 }, { a: 300 }]) {
    const rows = rowsOf(bins);
    const all = Int32Array.from({ length: rows.count }, (_, row) => row);
    const parts = folds(rows, all, 3);
    expect(parts.flatMap((part) => [...part]).sort((x, y) => x - y)).toEqual([...all]);
    for (const part of parts) expect(part.length).toBeGreaterThan(all.length / 5);
    const unit = rows.contigs.length > 1 ? rows.contig : rows.block;
    const owners = parts.map((part) => new Set(Array.from(part, (row) => unit[row])));
    expect([...owners[0]!].filter((owner) => owners[1]!.has(owner))).toEqual([]);
  }
});

it('a larger share of the blocks holds a smaller one, and blocks stay whole', () => {
  const rows = rowsOf({ a: 1000, b: 500 });
  const all = Int32Array.from({ length: rows.count }, (_, row) => row);
  const [tenth, half] = [someBlocks(rows, all, 0.1), someBlocks(rows, all, 0.5)];
  expect(tenth).toHaveLength(150);
  expect(half).toHaveLength(750);
  const larger = new Set(half);
  expect(tenth.every((row) => larger.has(row))).toBe(true);
  expect(new Set(Array.from(tenth, (row) => rows.block[row])).size).toBe(15);
});
