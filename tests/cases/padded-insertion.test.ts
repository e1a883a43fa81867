import { expect, it } from 'vitest';
import { cigarOperation } from '../../src-main/formats/alignment/index.ts';
import { observeRead } from '../../src-main/sequence/pileup/observe-read.ts';

const { M, I, D, P } = cigarOperation;

/** A read at base 100 of some operations, each as its length and kind. */
function read(
  bases: string,
  operations: readonly (readonly [number, number])[],
  qualities?: number[],
) {
  const cigar = operations.map(([length, kind]) => (length << 4) | kind);
  const end = operations.reduce((at, [n, kind]) => (kind === M || kind === D ? at + n : at), 100);
  const phred = qualities && Uint8Array.from(qualities);
  return { start: 100, end, flags: 0, mapQuality: 60, name: 'r', cigar, bases, qualities: phred };
}

it('insertions with padding between them are one', () => {
  const { indels } = observeRead(
    read(
      'AACGTAA',
      [
        [2, M],
        [1, I],
        [2, P],
        [2, I],
        [2, M],
      ],
      [30, 30, 10, 20, 30, 30, 30],
    ),
  );
  expect(indels).toEqual([{ start: 102, deleted: 0, inserted: 'CGT', quality: 20 }]);
});

it('insertions with a base, or a deletion, between them are two', () => {
  expect(
    observeRead(
      read('ACAGA', [
        [1, M],
        [1, I],
        [1, M],
        [1, I],
        [1, M],
      ]),
    ).indels,
  ).toHaveLength(2);
  const parted = observeRead(
    read('ACGA', [
      [1, M],
      [1, I],
      [1, D],
      [1, I],
      [1, M],
    ]),
  ).indels;
  expect(parted.map(({ inserted, deleted }) => [inserted, deleted])).toEqual([
    ['C', 0],
    ['', 1],
    ['G', 0],
  ]);
});
