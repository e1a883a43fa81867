import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readDataset } from '../../src-main/analysis/evaluate/read-dataset.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function read(name: string, lines: readonly string[], info = 'LABEL') {
  const path = join(temporaryFolder(), name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return readDataset(path, info);
}
const row = (line: number, contig: string, start: number, end: number, label: number) => {
  return { line, contig, start, end, label, strand: '.', tssDistance: undefined };
};

it('BED has its label in column 5 where that is a number, else in column 4', async () => {
  const { kind, rows, bad } = await read('a.bed', [
    '# a comment',
    'chr1\t0\t10\tpeak\t1\t-',
    'chr1\t10\t20\t0.25',
    'chr1 20 30 true',
    'chr1\t30\t40\tpeak',
    'chr1\t40\t30\tpeak\t1',
    'chr1\t-5\t30\tpeak\t1',
  ]);
  expect(kind).toBe('regions');
  expect(rows).toEqual([
    { ...row(2, 'chr1', 0, 10, 1), strand: '-' },
    row(3, 'chr1', 10, 20, 0.25),
    row(4, 'chr1', 20, 30, 1),
  ]);
  expect(bad.map(({ line }) => line)).toEqual([5, 6, 7]);
  expect(bad[0]!.reason).toBe('Its label is not a number.');
});

it('TSV of regions has its columns in any order, distances without their sign', async () => {
  const { rows, bad } = await read('a.tsv.gz', [
    '#label\tchrom\tend\tstart\ttss_distance\tother',
    '1\tchr1\t20\t10\t-500\tx',
    '0\tchr2\t7\t0\t\tx',
    '\tchr2\t7\t0\t1\tx',
  ]);
  expect(rows).toEqual([
    { ...row(2, 'chr1', 10, 20, 1), tssDistance: 500 },
    row(3, 'chr2', 0, 7, 0),
  ]);
  expect(bad).toEqual([{ line: 4, reason: 'Its label is not a number.' }]);
});

it('TSV of variants counts positions from 1', async () => {
  const { kind, rows, bad } = await read('a.tsv', [
    'chrom\tpos\tref\talt\tlabel',
    'chr1\t5\tA\tC\t1',
    'chr1\t0\tA\tC\t1',
    'chr1\t5\tA\t\t1',
  ]);
  expect(kind).toBe('variants');
  const label = { label: 1, tssDistance: undefined };
  expect(rows).toEqual([{ line: 2, contig: 'chr1', pos: 4, ref: 'A', alt: 'C', ...label }]);
  expect(bad.map(({ line }) => line)).toEqual([3, 4]);
});

it('VCF has its label in INFO, one for a record or one for each allele', async () => {
  const { rows, bad } = await read(
    'a.vcf',
    [
      '##fileformat=VCFv4.2',
      '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
      'chr1\t5\t.\tA\tC,G\t.\t.\tX=1;TRUTH=0,1',
      'chr1\t6\t.\tA\tC,G\t.\t.\tTRUTH=1',
      'chr1\t7\t.\tA\tC\t.\t.\tTRUTHS=1',
      'chr1\tseven\t.\tA\tC\t.\t.\tTRUTH=1',
    ],
    'TRUTH',
  );
  const found = rows.map((one) => ['alt' in one && `${one.pos} ${one.alt}`, one.label]);
  expect(found).toEqual([
    ['4 C', 0],
    ['4 G', 1],
    ['5 C', 1],
    ['5 G', 1],
  ]);
  expect(bad.map(({ line }) => line)).toEqual([5, 6]);
});

it.each([
  ['a.csv', ['chr1,1,2,1'], /is not labelled data by its ending/],
  ['a.tsv', ['chrom\tstart\tlabel', 'chr1\t1\t1'], /has the columns chrom, start, label; expected/],
  ['a.bed', ['chr1\t1\t2\tpeak'], /has no row with a label\. Line 1: Its label is not a number\./],
  ['empty.bed', [], /has no row with a label\.$/],
])('%s of %j is refused', async (name, lines, message) => {
  await expect(read(name, lines)).rejects.toMatchObject({ code: 'labels-format' });
  await expect(read(name, lines)).rejects.toThrow(message);
});
