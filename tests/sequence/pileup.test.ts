import { describe, expect, it } from 'vitest';
import {
  defaultCandidateOptions,
  findCandidates,
  PileupTile,
  type CandidateOptions,
} from '../../src-main/sequence/index.ts';
import type { PileupRead } from '../../src-main/sequence/pileup/observe-read.ts';
import { strandBias } from '../../src-main/sequence/pileup/strand-bias.ts';

//               0         1         2         3
//               0123456789012345678901234567890123456789
const letters = 'GATTACAGGGCACACACACATTGCCGATAAAAAAGCTTGA';
const contig = { name: 'c', length: letters.length };
const operations = 'MIDNSHP=X';

/** A read from its CIGAR as text; forward, unpaired and of quality 30 unless told. */
function read(
  start: number,
  cigar: string,
  bases: string,
  more: Partial<PileupRead> & { quality?: number } = {},
): PileupRead {
  const packed = [...cigar.matchAll(/(\d+)([MIDNSHP=X])/g)].map(
    ([, length, operation]) => (Number(length) << 4) | operations.indexOf(operation!),
  );
  const length = packed
    .filter((one) => [0, 2, 3, 7, 8].includes(one & 0xf))
    .reduce((sum, one) => sum + (one >> 4), 0);
  return {
    start,
    end: start + length,
    flags: 0,
    mapQuality: 60,
    name: `r${Math.random()}`,
    cigar: packed,
    bases,
    qualities: new Uint8Array(bases.length).fill(more.quality ?? 30),
    ...more,
  };
}

function pile(reads: readonly PileupRead[], options: Partial<CandidateOptions> = {}): PileupTile {
  const tile = new PileupTile(0, letters.length, { ...defaultCandidateOptions, ...options });
  for (const one of reads.toSorted((a, b) => a.start - b.start)) tile.add(one);
  tile.finish();
  return tile;
}

function candidates(reads: readonly PileupRead[], options: Partial<CandidateOptions> = {}) {
  const all = { ...defaultCandidateOptions, ...options };
  const readBases = (start: number, end: number) => Promise.resolve(letters.slice(start, end));
  const whole = { from: 0, to: letters.length };
  return findCandidates(pile(reads, options), contig, whole, readBases, all);
}

const paired = 1;
const reverse = 16;
const T = 3;

describe('what is counted', () => {
  it('aligned bases are, by strand; clipped ends, skipped stretches and N are not', () => {
    const tile = pile([
      read(2, '2S4M2S', 'CCTTACGG'),
      read(2, '2M10N2M', 'TNCA', { flags: reverse }),
      read(2, '1M2I1=2D1X', 'TGGTG'),
    ]);
    expect([0, 1, 2, 3, 4, 5, 6, 7, 14, 15].map((at) => tile.depth(at))).toEqual([
      [0, 0],
      [0, 0],
      [2, 1],
      [2, 0],
      [2, 0],
      [2, 0],
      [1, 0],
      [0, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(tile.counts(4, 4)).toEqual([1, 0]);
    expect([...tile.indels]).toEqual([
      { start: 3, deleted: 0, inserted: 'GG', counts: [1, 0] },
      { start: 4, deleted: 2, inserted: '', counts: [1, 0] },
    ]);
  });

  it.each([
    ['unmapped', 4, 0],
    ['secondary', 256, 0],
    ['of failed quality', 512, 0],
    ['a duplicate', 1024, 0],
    ['supplementary', 2048, 0],
    ['reverse', 16, 1],
    ['a first mate', 65, 1],
  ])('a read that is %s', (_, flags, expected) => {
    const [forward, back] = pile([read(2, '4M', 'TTAC', { flags })]).depth(3);
    expect(forward + back).toBe(expected);
  });

  it.each([
    [{ mapQuality: 19 }, 0],
    [{ mapQuality: 20 }, 1],
    [{ mapQuality: undefined }, 1],
    [{ quality: 19 }, 0],
    [{ quality: 20 }, 1],
    [{ qualities: undefined }, 1],
    [{ bases: '' }, 0],
  ])('a read with %j', (more, expected) => {
    expect(pile([read(2, '4M', 'TTAC', more)]).depth(3)[0]).toBe(expected);
  });

  it('a flag that is not skipped is counted', () => {
    expect(pile([read(2, '4M', 'TTAC', { flags: 1024 })], { skipFlags: 4 }).depth(3)).toEqual([
      1, 0,
    ]);
  });
});

describe('mates that overlap', () => {
  const first = { flags: paired, name: 'pair' };
  const second = { flags: paired | reverse, name: 'pair' };

  it('count once where both are, and each for itself elsewhere', () => {
    const tile = pile([read(2, '4M', 'TTAC', first), read(4, '4M', 'ACAG', second)]);
    expect([2, 3, 4, 5, 6, 7].map((at) => tile.depth(at))).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  it('are settled by the higher quality where they differ', () => {
    const better = read(4, '4M', 'TCAG', { ...second, quality: 40 });
    const tile = pile([read(2, '4M', 'TTAC', first), better]);
    expect([tile.depth(4), tile.counts(4, T)]).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const tie = pile([read(2, '4M', 'TTAC', first), read(4, '4M', 'TCAG', second)]);
    expect([tie.depth(4), tie.counts(4, T)]).toEqual([
      [1, 0],
      [0, 0],
    ]);
  });

  it('have an indel once', () => {
    const tile = pile([read(2, '3M2D3M', 'TTAGGG', first), read(3, '2M2D4M', 'TAGGGC', second)]);
    expect([...tile.indels]).toEqual([{ start: 5, deleted: 2, inserted: '', counts: [1, 0] }]);
    expect(tile.depth(5)).toEqual([1, 0]);
  });

  it('count both where they do not overlap, and where a mate never comes', () => {
    const tile = pile([
      read(2, '4M', 'TTAC', first),
      read(20, '4M', 'TTGC', second),
      read(2, '4M', 'TTAC', { flags: paired, name: 'alone' }),
    ]);
    expect([tile.depth(3), tile.depth(21)]).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });
});

it('no more than the largest depth is kept at a position, and the rest is counted as left out', () => {
  const reads = Array.from({ length: 50 }, () => read(2, '4M', 'TTAC'));
  const tile = pile([...reads, read(6, '4M', 'AGGG')], { maxDepth: 20 });
  expect([tile.depth(3), tile.depth(7), tile.leftOut]).toEqual([[20, 0], [1, 0], 30]);
});

describe('candidates', () => {
  const plain = (count: number, strand = 0) =>
    Array.from({ length: count }, (_, i) =>
      read(2, '6M', 'TTACAG', { flags: (i + strand) % 2 === 0 ? 0 : reverse }),
    );
  const changed = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      read(2, '6M', 'TTGCAG', { flags: i % 2 === 0 ? 0 : reverse }),
    );

  it('have their counts, their fraction and a guess', async () => {
    expect(await candidates([...plain(6), ...changed(4)])).toEqual([
      {
        contig: 'c',
        kind: 'snv',
        id: 'c:5:A>G',
        edit: { start: 4, end: 5, bases: 'G' },
        alleles: { pos: 4, ref: 'A', alt: 'G' },
        depth: 10,
        reference: [3, 3],
        alternative: [2, 2],
        fraction: 0.4,
        strandBias: expect.closeTo(0) as number,
        genotype: '0/1',
      },
    ]);
  });

  it.each([
    ['at the least depth', 1, 3, {}, 1],
    ['below the least depth', 0, 3, {}, 0],
    ['with the least alternatives', 6, 3, {}, 1],
    ['with too few alternatives', 6, 2, {}, 0],
    ['with the least fraction', 16, 4, {}, 1],
    ['with too low a fraction', 17, 4, {}, 0],
    ['with fewer alternatives allowed', 6, 2, { minAlternative: 2 }, 1],
    ['with a lower depth allowed', 0, 3, { minDepth: 3 }, 1],
    ['with a higher fraction asked for', 6, 4, { minFraction: 0.5 }, 0],
  ])('a site %s', async (_, reference, alternative, options, expected) => {
    const reads = [...plain(reference), ...changed(alternative)];
    expect(await candidates(reads, options)).toHaveLength(expected);
  });

  it.each([
    [1, 4, '1/1'],
    [2, 4, '0/1'],
  ])('%i of the reference and %i others are guessed as %s', async (reference, count, genotype) => {
    expect((await candidates([...plain(reference), ...changed(count)]))[0]!.genotype).toBe(
      genotype,
    );
  });

  it('that keep to one strand are left out', async () => {
    const forward = Array.from({ length: 100 }, () => read(2, '6M', 'TTGCAG'));
    const reads = [...forward, ...plain(200).map((one) => ({ ...one, flags: reverse }))];
    expect(await candidates(reads)).toEqual([]);
    expect(await candidates(reads, { maxStrandBias: 1000 })).toHaveLength(1);
  });

  it('of one indel that reads place apart are put together, at the left', async () => {
    // CA is taken out of GGGCACACACACATT, at five places.
    const reads = [0, 1, 2, 3, 4].map((i) => {
      const before = 3 + 2 * i;
      return read(7, `${before}M2D${14 - before}M`, 'GGGCACACACATTG');
    });
    const whole = Array.from({ length: 3 }, () => read(7, '16M', 'GGGCACACACACATTG'));
    const found = await candidates([...reads, ...whole]);
    expect(found).toMatchObject([
      { id: 'c:10:GCA>G', kind: 'deletion', depth: 8, alternative: [5, 0], reference: [3, 0] },
    ]);
  });

  it('of an insertion into a run stand before the run', async () => {
    const reads = [30, 32, 34].map((at) => read(24, `${at - 24}M1I${38 - at}M`, 'CGATAAAAAAAGCTT'));
    const found = await candidates([...reads, ...reads]);
    expect(found).toMatchObject([
      { id: 'c:28:T>TA', kind: 'insertion', fraction: 1, genotype: '1/1' },
    ]);
  });

  it('longer than the longest indel are left out', async () => {
    const reads = Array.from({ length: 5 }, () => read(2, '4M6D4M', 'TTACCACA'));
    expect(await candidates(reads, { maxIndel: 6 })).toHaveLength(1);
    expect(await candidates(reads, { maxIndel: 5 })).toEqual([]);
  });

  it('are both found where two alternatives stand at one base', async () => {
    const third = changed(4).map((one) => ({ ...one, bases: 'TTTCAG' }));
    const found = await candidates([...plain(4), ...changed(4), ...third]);
    expect(found.map(({ id }) => id)).toEqual(['c:5:A>G', 'c:5:A>T']);
  });
});

it.each([
  // -10 log10 of p, from binomial coefficients as whole numbers.
  [[3, 1], [1, 3], 3.13619],
  [[10, 2], [3, 15], 32.70249],
  [[50, 50], [0, 20], 51.51914],
  [[7, 5], [0, 0], 0],
  [[8, 8], [8, 8], 0],
] as const)('the strand bias of %j and %j', (reference, alternative, expected) => {
  expect(strandBias([...reference], [...alternative])).toBeCloseTo(expected, 4);
});
