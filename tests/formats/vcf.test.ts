import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../src-main/contract/index.ts';
import { openVcf } from '../../src-main/formats/open-vcf/index.ts';
import type { VcfLine, VcfRecord } from '../../src-main/formats/vcf/index.ts';
import { collect } from '../support/collect.ts';
import { hasHts, hts, vcfText, writeIndexedVcf } from '../support/hts.ts';
import { root } from '../support/paths.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { bgzip, scratch } from './fixtures.ts';

const { write } = scratch();
const sample = join(root, 'resources/tutorial/sample.vcf.gz');

async function readAll(path: string, region?: Region, notes: string[] = []): Promise<VcfLine[]> {
  const vcf = await openVcf(path, { onNote: (note) => notes.push(note) });
  return collect(vcf.records({ region }));
}

const header = [
  '##fileformat=VCFv4.3',
  '##a comment that is no key and value',
  '##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth, in reads">',
  '##contig=<ID=chr1,length=1000>',
  '##contig=<ID=chr2>',
  '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tANNA\tBEN',
];
const lines = [
  'chr1\t5\trs1;rs2\ta\tC,<DEL>,*\t29.5\tq10;s50\tDP=14;X=a%3Bb\tGT:DP\t0|1:7\t1/2',
  'chr1\t9\t.\tAC\t.\t.\t.\t.\tDP\t3\t4',
  'chr2\t0\t.\tN\tT\t1e3\tPASS\t.\tDP:GT\t.:.\t1:./1',
];
const text = [...header, ...lines, ''].join('\n');

it('a record has every column, and the line as it stands', async () => {
  const vcf = await openVcf(write('plain.vcf', text));
  expect(vcf.header.lines).toEqual(header);
  expect(vcf.header.samples).toEqual(['ANNA', 'BEN']);
  expect(vcf.header.contigs).toEqual([
    { name: 'chr1', length: 1000 },
    { name: 'chr2', length: undefined },
  ]);
  expect([vcf.header.hasInfo('DP'), vcf.header.hasInfo('AF')]).toEqual([true, false]);

  const records = (await collect(vcf.records())) as VcfRecord[];
  expect(records.map(({ text, line }) => [text, line])).toEqual([
    [lines[0], 7],
    [lines[1], 8],
    [lines[2], 9],
  ]);
  const [first, second, third] = records;
  expect(first).toMatchObject({
    contig: 'chr1',
    pos: 4,
    id: 'rs1;rs2',
    ref: 'a',
    alts: ['C', '<DEL>', '*'],
    qual: 29.5,
    filter: ['q10', 's50'],
    info: 'DP=14;X=a%3Bb',
    format: ['GT', 'DP'],
  });
  expect(first!.genotype(0)).toEqual({ alleles: [0, 1], phased: true });
  expect(first!.genotype(1)).toEqual({ alleles: [1, 2], phased: false });
  expect([first!.field(0, 'DP'), first!.field(1, 'DP'), first!.field(2, 'GT')]).toEqual([
    '7',
    undefined,
    undefined,
  ]);
  expect(second).toMatchObject({ alts: [], qual: undefined, filter: [] });
  expect(second!.genotype(0)).toBeUndefined();
  expect(third).toMatchObject({ pos: -1, qual: 1000, filter: ['PASS'] });
  expect(third!.genotype(0)).toEqual({ alleles: [undefined], phased: true });
  expect(third!.genotype(1)).toEqual({ alleles: [undefined, 1], phased: false });
});

it.each([
  ['plain', text],
  ['with CR LF and blank lines', `${text.replaceAll('\n', '\r\n')}\r\n\r\n`],
  ['without a last line end', text.trimEnd()],
  ['gzip', gzipSync(text)],
  ['bgzip in small blocks', bgzip(text, 100)],
])('a file that is %s gives the same records, twice', async (name, bytes) => {
  const vcf = await openVcf(write(`${name}.vcf`, bytes));
  for (let round = 0; round < 2; round++) {
    const records = await collect(vcf.records());
    expect(records.map((record) => record.text)).toEqual(lines);
  }
});

it('a pipe can be read', () => {
  const script = `
    import { openVcf } from ${JSON.stringify(join(root, 'src-main/formats/open-vcf/index.ts'))};
    const vcf = await openVcf('/dev/stdin');
    for await (const { text } of vcf.records()) console.log(text);`;
  const path = write('piped.vcf', text);
  const shell = 'cat "$0" | "$1" --input-type=module-typescript -e "$2"';
  const args = ['-c', shell, path, process.execPath, script];
  const said = execFileSync('/bin/sh', args, { encoding: 'utf8' });
  expect(said).toBe(`${lines.join('\n')}\n`);
});

it.each([
  ['chr1\t5\t.\tA\tC', /has 5 columns separated by tabs; 8 or more/],
  ['chr1 5 . A C . . .', /has 1 columns separated by tabs/],
  ['chr1\tfive\t.\tA\tC\t.\t.\t.\tGT\t0\t0', /POS is "five"; a whole number was expected/],
  ['chr1\t-5\t.\tA\tC\t.\t.\t.\tGT\t0\t0', /POS is "-5"/],
  ['chr1\t5.5\t.\tA\tC\t.\t.\t.\tGT\t0\t0', /POS is "5.5"/],
  ['\t5\t.\tA\tC\t.\t.\t.\tGT\t0\t0', /CHROM is ""/],
  ['chr1\t5\t.\t\tC\t.\t.\t.\tGT\t0\t0', /REF is empty/],
  ['chr1\t5\t.\tA\t\t.\t.\t.\tGT\t0\t0', /ALT is empty/],
  ['chr1\t5\t.\tA\tC\thigh\t.\t.\tGT\t0\t0', /QUAL is "high"; a number or \. was expected/],
  ['chr1\t5\t.\tA\tC\t.\t.\t\tGT\t0\t0', /INFO is empty/],
  ['chr1\t5\t.\tA\tC\t.\t.\t.\tGT\t0', /has 10 columns; with the header's samples there are 11/],
  ['#chr1\t5\t.\tA\tC\t.\t.\t.\tGT\t0\t0', /begins with #, after the first record/],
])('%j is a broken record, and those round it are read', async (line, problem) => {
  const records = await readAll(
    write('broken.vcf', [...header, lines[0], line, lines[1]].join('\n')),
  );
  expect(records.map(({ broken }) => broken)).toEqual([false, true, false]);
  expect(records[1]).toMatchObject({
    line: 8,
    text: line,
    problem: expect.stringMatching(problem) as string,
  });
});

it.each([
  [
    'chr1\t5\t.\tA\tC\t.\t.\t.\n',
    /has no line that begins with #CHROM: after 0 lines .* line 1 is "chr1/,
  ],
  ['##fileformat=VCFv4.2\n', /after 1 lines of header the file ends/],
  ['', /after 0 lines of header the file ends/],
  [
    '#CHROM\tPOS\tID\tREF\tALT\nchr1\t5\t.\tA\tC\n',
    /expected the columns #CHROM POS ID REF ALT QUAL/,
  ],
  ['BCF\u0002\u0002\u0000', /It is BCF, the binary form/],
])('%j is no VCF file', async (content, message) => {
  const opening = openVcf(write('none.vcf', content));
  await expect(opening).rejects.toMatchObject({
    code: 'vcf-format',
    message: expect.stringMatching(message) as string,
  });
});

it('a file that is not there is said to be missing', async () => {
  await expect(openVcf('/no/such.vcf')).rejects.toMatchObject({ code: 'file-missing' });
});

it('what stands before a cut is read, and then the cut is told of', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    contig: 'c',
    pos: i + 1,
    ref: 'A',
    alt: 'C',
  }));
  const bytes = gzipSync(vcfText({ c: 'A' }, rows));
  const vcf = await openVcf(write('cut.vcf.gz', bytes.subarray(0, bytes.length / 2)));
  let read = 0;
  const reading = async () => {
    for await (const { broken } of vcf.records()) read += broken ? 0 : 1;
  };
  await expect(reading()).rejects.toMatchObject({
    code: 'file-damaged',
    message: expect.stringMatching(/cut\.vcf\.gz is cut short: its \d+ bytes end inside/) as string,
  });
  expect(read).toBeGreaterThan(5000);
});

it('a bgzip file without its end mark is noted', async () => {
  const notes: string[] = [];
  await readAll(write('open.vcf.gz', bgzip(text, 65280, false)), undefined, notes);
  expect(notes).toEqual([
    expect.stringMatching(/open\.vcf\.gz does not end with the end mark of bgzip/),
  ]);
});

it('a byte changed in a bgzip block is found, not read', async () => {
  const bytes = bgzip(text, 65280);
  bytes[bytes.indexOf(0x42) + 40]! ^= 0x55;
  await expect(readAll(write('bit.vcf.gz', bytes))).rejects.toMatchObject({
    code: 'file-damaged',
  });
});

describe.skipIf(!hasHts)('beside bcftools', () => {
  it('the tutorial sample reads as bcftools prints it', async () => {
    const vcf = await openVcf(sample);
    const records = (await collect(vcf.records())) as VcfRecord[];
    const rows = records.map((one) =>
      [one.contig, one.pos + 1, one.ref, one.alts.join(','), one.field(0, 'GT')].join('\t'),
    );
    const format = '%CHROM\t%POS\t%REF\t%ALT[\t%GT]\n';
    expect(rows.join('\n')).toBe(hts('bcftools', 'query', '-f', format, sample).trimEnd());
    expect(rows).toHaveLength(105);
  });

  it('an index that lies elsewhere under another name is used where it is named', async () => {
    const path = join(temporaryFolder(), 'alone.vcf.gz');
    copyFileSync(sample, path);
    const index = join(temporaryFolder(), 'elsewhere');
    copyFileSync(`${sample}.tbi`, index);
    expect((await openVcf(path)).index).toBeUndefined();
    const vcf = await openVcf(path, { index });
    expect(vcf.index?.path).toBe(index);
    const region = { contig: 'chrT2', start: 0, end: 100_000 };
    const ids = async (one: typeof vcf) =>
      (await collect(one.records({ region }))).map((line) => !line.broken && line.pos);
    expect(await ids(vcf)).toEqual(await ids(await openVcf(sample)));
    expect(await ids(vcf)).not.toEqual([]);
  });

  it.each(['tbi', 'csi'] as const)('a region is found through a %s index', async (ending) => {
    const random = new Random(5);
    const contigs = { a: 'A'.repeat(2_000_000), b: 'A'.repeat(300_000) };
    const rows = Object.entries(contigs)
      .flatMap(([contig, { length }]) =>
        Array.from({ length: 6000 }, (_, i) => ({
          contig,
          pos: 1 + random.below(length - 400),
          id: `${contig}${i}`,
          ref: 'A'.repeat(random.below(20) === 0 ? 1 + random.below(300) : 1),
          alt: 'C',
        })),
      )
      .sort((one, other) => one.contig.localeCompare(other.contig) || one.pos - other.pos);
    const plain = write(`indexed-${ending}.txt`, vcfText(contigs, rows));
    const path = writeIndexedVcf(
      join(temporaryFolder(), 'i.vcf.gz'),
      readFileSync(plain, 'utf8'),
      ending,
    );
    const vcf = await openVcf(path);
    expect(vcf.index!.path).toBe(`${path}.${ending}`);
    for (let round = 0; round < 20; round++) {
      const contig = random.below(2) === 0 ? 'a' : 'b';
      const start = random.below(contigs[contig].length - 1);
      const end = Math.min(contigs[contig].length, start + 1 + random.below(60_000));
      const region = { contig, start, end };
      const byIndex = await collect(vcf.records({ region }));
      const byScan = await readAll(plain, region);
      const expected = hts('bcftools', 'view', '-H', '-r', `${contig}:${start + 1}-${end}`, path);
      const ids = expected
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [line.split('\t')[2]]));
      expect(byIndex.map((one) => !one.broken && one.id)).toEqual(ids);
      expect(byScan.map((one) => !one.broken && one.id)).toEqual(ids);
    }
    const none = { contig: 'c', start: 0, end: 9 };
    expect(await collect(vcf.records({ region: none }))).toEqual([]);
  });

  it('an index of another file is told of', async () => {
    const folder = temporaryFolder();
    const rows = Array.from({ length: 30_000 }, (_, i) => ({
      contig: 'c',
      pos: i + 1,
      ref: 'A',
      alt: 'C',
    }));
    const path = writeIndexedVcf(
      join(folder, 'one.vcf.gz'),
      vcfText({ c: 'A'.repeat(40_000) }, rows),
    );
    const other = write('other.vcf.gz', bgzip(vcfText({ c: 'A' }, rows), 5000));
    write('other.vcf.gz.tbi', readFileSync(`${path}.tbi`));
    utimesSync(`${other}.tbi`, new Date(0), new Date(0));
    const notes: string[] = [];
    const region = { contig: 'c', start: 25_000, end: 25_010 };
    await expect(readAll(other, region, notes)).rejects.toMatchObject({
      code: 'vcf-index',
      message: expect.stringMatching(
        /a bgzip block lies at compressed offset \d+; there is none/,
      ) as string,
    });
    expect(notes).toEqual([expect.stringMatching(/other\.vcf\.gz\.tbi is older than the file/)]);
  });

  it('an index that is none is told of', async () => {
    const path = write('bad.vcf.gz', bgzip(text));
    write('bad.vcf.gz.tbi', bgzip('nothing of the sort'));
    await expect(openVcf(path)).rejects.toMatchObject({ code: 'vcf-index' });
  });
});
