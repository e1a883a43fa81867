import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readGff3 } from '../../src-main/formats/gff/index.ts';
import { bgzip, scratch } from './fixtures.ts';

const { write } = scratch();
const tutorial = fileURLToPath(new URL('../../resources/tutorial/tutorial.gff3', import.meta.url));
const text = [
  '##gff-version 3',
  '# by hand',
  'chr1\tlab\tgene\t1\t100\t.\t+\t.\tID=g1;Name=one%3B two;Alias=x,y%2Cz',
  'chr1\tlab\tmRNA\t1\t1\t-2.5e1\t-\t.\tID=m1;Parent=g1,g9',
  '',
  'chr%201\tlab\tCDS\t7\t9\t0\t?\t0\t.',
  '###',
  'chr1\tlab\tgene\t50\t60\t.\t.\t.\tNote=50% alike, 10%;url=http://a?b=c&d=e;',
  '##FASTA',
  '>chr1',
  'ACGT',
].join('\n');

const features = [
  {
    contig: 'chr1',
    type: 'gene',
    start: 0,
    end: 100,
    strand: '+',
    attributes: { ID: ['g1'], Name: ['one; two'], Alias: ['x', 'y,z'] },
  },
  {
    contig: 'chr1',
    type: 'mRNA',
    start: 0,
    end: 1,
    score: -25,
    strand: '-',
    attributes: { ID: ['m1'], Parent: ['g1', 'g9'] },
  },
  { contig: 'chr 1', type: 'CDS', start: 6, end: 9, score: 0, strand: '.', attributes: {} },
  {
    contig: 'chr1',
    type: 'gene',
    start: 49,
    end: 60,
    strand: '.',
    attributes: { Note: ['50% alike', '10%'], url: ['http://a?b=c&d=e'] },
  },
];

for (const [kind, content] of [
  ['plain', text],
  ['with CR LF', text.replaceAll('\n', '\r\n')],
  ['gzip', gzipSync(text)],
  ['bgzip', bgzip(text, 50)],
] as const) {
  test(`a GFF3 file, ${kind}, gives every line in its order, 0-based half-open`, async () => {
    expect(await readGff3(write('x.gff3', content))).toEqual(features);
  });
}

test('the tutorial annotation gives as many features as it has lines', async () => {
  const lines = readFileSync(tutorial, 'utf8')
    .split('\n')
    .filter((line) => /^chr/.test(line));
  const found = await readGff3(tutorial);
  expect(found).toHaveLength(lines.length);
  expect(found[0]).toEqual({
    contig: 'chrT1',
    type: 'promoter',
    start: 7574,
    end: 7590,
    strand: '-',
    attributes: { ID: ['chrT1_promoter_1'] },
  });
  expect(
    found.map(({ contig, type, start, end }) => [contig, type, start + 1, end].join(' ')),
  ).toEqual(
    lines
      .map((line) => line.split('\t'))
      .map(([contig, , type, start, end]) => [contig, type, start, end].join(' ')),
  );
});

test('a file of comments alone has no features', async () => {
  expect(await readGff3(write('empty.gff3', '##gff-version 3\n'))).toEqual([]);
});

const good = ['chr1', 'lab', 'gene', '5', '9', '.', '+', '.', 'ID=a'];
for (const [what, columns, message] of [
  ['eight columns', good.slice(0, 8), 'has 8 columns, expected 9'],
  ['spaces for tabs', [good.join(' ')], 'has 1 columns'],
  ['a word as start', good.with(3, 'five'), '"five" as start'],
  ['start 0', good.with(3, '0'), '"0" as start'],
  ['a fraction as end', good.with(4, '9.5'), '"9.5" as end'],
  ['an end before the start', good.with(4, '4'), 'has start 5 and end 4'],
  ['a word as strand', good.with(6, 'plus'), '"plus" as strand'],
  ['a word as score', good.with(5, 'high'), '"high" as score'],
  ['no contig', good.with(0, '.'), 'lacks a contig or a type'],
  ['no type', good.with(2, ''), 'lacks a contig or a type'],
  ['attributes of GTF', good.with(8, 'gene_id "a"; gene_name "b"'), 'has no key=value'],
] as const) {
  test(`${what} is refused with the line`, async () => {
    const path = write('bad.gff3', `##gff-version 3\n${good.join('\t')}\n${columns.join('\t')}\n`);
    await expect(readGff3(path)).rejects.toMatchObject({
      code: 'gff-format',
      message: expect.stringMatching(/^Line 3 of /) as string,
    });
    await expect(readGff3(path)).rejects.toThrow(message);
  });
}
