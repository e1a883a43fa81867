import { describe, expect, test } from 'vitest';
import { formatRegion } from '../../src-main/contract/index.ts';
import { parseRegion } from '../../src-main/sequence/index.ts';
import { between, bgzip, hasSamtools, samtools, scratch, seeded } from '../formats/fixtures.ts';

const contigs = [
  { name: 'chr1', length: 5000 },
  { name: 'DRB1*01:01', length: 40 },
  { name: 'HLA', length: 30 },
  { name: 'HLA:1-5', length: 20 },
];

for (const [text, contig, start, end] of [
  ['chr1:1,001-2,000', 'chr1', 1000, 2000],
  ['chr1:1-5000', 'chr1', 0, 5000],
  ['chr1:5000-5000', 'chr1', 4999, 5000],
  [' chr1:0010-0020 ', 'chr1', 9, 20],
  ['chr1:4,001', 'chr1', 4000, 5000],
  ['chr1:4001-', 'chr1', 4000, 5000],
  ['chr1:-300', 'chr1', 0, 300],
  ['chr1', 'chr1', 0, 5000],
  ['{chr1}', 'chr1', 0, 5000],
  ['DRB1*01:01', 'DRB1*01:01', 0, 40],
  ['DRB1*01:01:3-4', 'DRB1*01:01', 2, 4],
  ['HLA:3-4', 'HLA', 2, 4],
  ['HLA:1-5:2-3', 'HLA:1-5', 1, 3],
  ['{HLA}:1-5', 'HLA', 0, 5],
] as const) {
  test(`"${text}" is ${contig} from ${start} to ${end}, without a note`, () => {
    const notes: string[] = [];
    expect(parseRegion(text, contigs, (note) => notes.push(note))).toEqual({ contig, start, end });
    expect(notes).toEqual([]);
  });
}

test('a text that is a contig and a part of another is the contig, with a note', () => {
  const notes: string[] = [];
  expect(parseRegion('HLA:1-5', contigs, (note) => notes.push(note))).toEqual({
    contig: 'HLA:1-5',
    start: 0,
    end: 20,
  });
  expect(notes).toEqual([expect.stringContaining('{HLA}:1-5')]);
});

test('a contig by another name is found, with a note', () => {
  const notes: string[] = [];
  expect(parseRegion('1:2-3', contigs, (note) => notes.push(note))).toEqual({
    contig: 'chr1',
    start: 1,
    end: 3,
  });
  expect(notes).toEqual(['"1" was read as the contig "chr1".']);
});

for (const [text, code, message] of [
  ['chr1:0-10', 'region-outside', '"chr1:0-10" is base 0 to 10; chr1 has bases 1 to 5,000.'],
  ['chr1:5001', 'region-outside', 'base 5,001 to 5,000; chr1 has bases 1 to 5,000'],
  ['chr1:4,000-5,001', 'region-outside', 'base 4,000 to 5,001'],
  ['chr1:1-99999999999999999999', 'region-outside', 'chr1 has bases 1 to 5,000'],
  ['chr1:20-10', 'region-syntax', 'ends at base 10, before its first base 20'],
  ['chr1:', 'region-syntax', 'has "" after the contig'],
  ['chr1:-', 'region-syntax', 'has "-" after the contig'],
  ['chr1:a-b', 'region-syntax', 'has "a-b" after the contig'],
  ['chr1:1..10', 'region-syntax', 'has "1..10" after the contig'],
  ['chr1:-5-10', 'region-syntax', 'has "-5-10" after the contig'],
  ['chr1:,1-10', 'region-syntax', 'has ",1-10" after the contig'],
  ['chr1:1:2', 'region-syntax', 'has "1:2" after the contig'],
  ['chr1 1 10', 'contig-unknown', 'There is no contig "chr1 1 10"'],
  ['chr7:1-10', 'contig-unknown', 'There is no contig "chr7"'],
  ['', 'contig-unknown', 'There is no contig ""'],
  ['{chr1', 'contig-unknown', 'There is no contig "{chr1"'],
] as const) {
  test(`"${text}" is refused as ${code}`, () => {
    expect(() => parseRegion(text, contigs)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
    );
  });
}

test('a region written by formatRegion is read back as it was', () => {
  const random = seeded(11);
  for (let i = 0; i < 200; i++) {
    const start = between(random, 0, 4999);
    const region = { contig: 'chr1', start, end: between(random, start + 1, 5000) };
    expect(parseRegion(formatRegion(region), contigs)).toEqual(region);
  }
});

describe.skipIf(!hasSamtools)('against samtools', () => {
  test('regions, names with colons too, have the bases that samtools gives them', () => {
    const { write } = scratch();
    const fasta = contigs
      .slice(0, 3)
      .map(({ name, length }) => `>${name}\n${'A'.repeat(length)}\n`);
    const path = write('names.fa.gz', bgzip(fasta.join('')));
    const known = contigs.slice(0, 3);
    for (const text of [
      'chr1',
      'chr1:4,990',
      'chr1:10-20',
      'chr1:-30',
      'DRB1*01:01',
      'DRB1*01:01:7',
      'HLA:2-9',
      '{HLA}:4-6',
    ]) {
      const { start, end } = parseRegion(text, known);
      const letters = samtools('faidx', path, text).split('\n').slice(1).join('');
      expect(end - start, text).toBe(letters.length);
    }
  });
});
