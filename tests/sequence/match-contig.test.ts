import { expect, test } from 'vitest';
import { matchContig } from '../../src-main/sequence/index.ts';

const named = (...names: string[]) => names.map((name, i) => ({ name, length: 100 + i }));

test('an exact name matches without a note, also where others are alike', () => {
  const contigs = named('1', 'chr1', 'CHR1');
  for (const contig of contigs) expect(matchContig(contig.name, contigs)).toEqual({ contig });
});

for (const [asked, there] of [
  ['1', 'chr1'],
  ['chr1', '1'],
  ['Chr1', 'chr1'],
  ['CHRX', 'x'],
  ['MT', 'chrM'],
  ['chrM', 'MT'],
  ['M', 'chrMT'],
  ['mt', 'MT'],
  ['CTG_A', 'ctg_a'],
] as const) {
  test(`${asked} is read as ${there}, with a note that names both`, () => {
    const contigs = named('chr11', there, 'chr10');
    expect(matchContig(asked, contigs)).toEqual({
      contig: contigs[1],
      note: `"${asked}" was read as the contig "${there}".`,
    });
  });
}

test('another case goes before a name without chr', () => {
  expect(matchContig('CHR1', named('1', 'chr1')).contig.name).toBe('chr1');
});

test('a name that fits two contigs equally is refused with both', () => {
  expect(() => matchContig('Chr1', named('chr1', 'CHR1'))).toThrow('could be any of chr1, CHR1');
});

test('an unknown name is refused with names that look alike', () => {
  const contigs = named('chr1', 'chr2', 'scaffold_20', 'chr20', 'chr3');
  expect(() => matchContig('chr20_random', contigs)).toThrow(
    expect.objectContaining({
      code: 'contig-unknown',
      message: 'There is no contig "chr20_random"; there are chr2, chr20 and 3 more.',
    }),
  );
});

test('an unknown name that is like none is refused with the first five', () => {
  expect(() => matchContig('zz', named('a', 'b', 'c', 'd', 'e', 'f', 'g'))).toThrow(
    'there are a, b, c, d, e and 2 more.',
  );
  expect(() => matchContig('chr', named('a'))).toThrow('There is no contig "chr"; there are a.');
});
