import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gtfFeatures, type GffFeature } from '../../src-main/formats/gff/index.ts';
import { bgzip, scratch } from './fixtures.ts';

const { write } = scratch();

async function read(path: string): Promise<GffFeature[]> {
  const found: GffFeature[] = [];
  for await (const feature of gtfFeatures(path)) found.push(feature);
  return found;
}

const text = [
  '#!genome-build by hand',
  'chr1\tlab\tgene\t1\t100\t.\t+\t.\tgene_id "G1"; gene_name "one; two"; level 2;',
  'chr1\tlab\texon\t5\t5\t-2.5\t-\t.\tgene_id "G1";tag "a"; tag "b";  # by hand',
  '',
  'chr1\tlab\tCDS\t7\t9\t0\t.\t0\t',
].join('\n');

const features = [
  {
    ...{ contig: 'chr1', type: 'gene', start: 0, end: 100, strand: '+' },
    attributes: { gene_id: ['G1'], gene_name: ['one; two'], level: ['2'] },
  },
  {
    ...{ contig: 'chr1', type: 'exon', start: 4, end: 5, score: -2.5, strand: '-' },
    attributes: { gene_id: ['G1'], tag: ['a', 'b'] },
  },
  { contig: 'chr1', type: 'CDS', start: 6, end: 9, score: 0, strand: '.', attributes: {} },
];

for (const [kind, content] of [
  ['plain', text],
  ['with CR LF', text.replaceAll('\n', '\r\n')],
  ['gzip', gzipSync(text)],
  ['bgzip', bgzip(text, 50)],
] as const) {
  test(`a GTF file, ${kind}, gives every line in its order, 0-based half-open`, async () => {
    expect(await read(write('x.gtf', content))).toEqual(features);
  });
}

const good = ['chr1', 'lab', 'gene', '5', '9', '.', '+', '.', 'gene_id "a";'];
for (const [what, columns, message] of [
  ['eight columns', good.slice(0, 8), 'has 8 columns, expected 9'],
  ['start 0', good.with(3, '0'), '"0" as start'],
  ['an end before the start', good.with(4, '4'), 'has start 5 and end 4'],
  ['no type', good.with(2, ''), 'lacks a contig or a type'],
  ['attributes of GFF3', good.with(8, 'ID=a;Name=b'), 'has "ID=a;Name=b" where an attribute'],
  ['a quote that is not closed', good.with(8, 'gene_id "a'), 'where an attribute was expected'],
] as const) {
  test(`${what} is refused with the line`, async () => {
    const path = write('bad.gtf', `${good.join('\t')}\n${columns.join('\t')}\n`);
    await expect(read(path)).rejects.toMatchObject({
      code: 'gff-format',
      message: expect.stringMatching(/^Line 2 of /) as string,
    });
    await expect(read(path)).rejects.toThrow(message);
  });
}
