import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBedRegions } from '../../src-main/formats/bed/index.ts';
import { bgzip, scratch } from './fixtures.ts';

const { folder, write } = scratch();
const text = [
  'browser position chr1:1-100',
  'track name="targets" description="two words"',
  '# by hand',
  'chr1\t0\t10\tfirst one\t0\t+',
  '',
  'chr2 5 6',
  'a contig\t007\t1000000\t.',
  'tracker\t1\t2\t',
].join('\n');
const regions = [
  { line: 4, contig: 'chr1', start: 0, end: 10, name: 'first one', strand: '+' },
  { line: 6, contig: 'chr2', start: 5, end: 6 },
  { line: 7, contig: 'a contig', start: 7, end: 1_000_000 },
  { line: 8, contig: 'tracker', start: 1, end: 2 },
];

for (const [kind, content] of [
  ['plain', text],
  ['with CR LF', text.replaceAll('\n', '\r\n')],
  ['with a last line end', `${text}\n`],
  ['with a byte order mark', `\ufeff${text}`],
  ['gzip', gzipSync(text)],
  ['bgzip of many blocks', bgzip(text, 11)],
] as const) {
  test(`a BED file, ${kind}, gives its regions, names and strands`, async () => {
    expect(await readBedRegions(write('x.bed', content))).toEqual({ regions, skipped: [] });
  });
}

test('a name cut by the pieces a file is read in stays whole', async () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `${'é'.repeat(30)}${i}`);
  const path = write(
    'long.bed',
    names.map((name, i) => `chr1\t${i}\t${i + 1}\t${name}\n`).join(''),
  );
  const { regions } = await readBedRegions(path);
  expect(regions.map(({ name }) => name)).toEqual(names);
});

for (const [what, line, message] of [
  ['a word as start', 'chr1\tstart\tend', '"start" as start'],
  ['a fraction', 'chr1\t1.5\t3', '"1.5" as start'],
  ['a negative start', 'chr1\t-1\t3', '"-1" as start'],
  ['commas', 'chr1\t1\t3,000', '"3,000" as end'],
  ['an empty end', 'chr1\t1\t', '"" as end'],
  ['an end before the start', 'chr1\t3\t2', 'start 3 and end 2'],
  ['two columns', 'chr1\t3', 'expected contig, start and end'],
  ['no contig', '\t1\t3', 'expected contig, start and end'],
] as const) {
  test(`${what} is refused with the line and what was found`, async () => {
    const path = write('bad.bed', `# header\nchr1\t0\t1\n${line}\nchr1\t0\t1\n`);
    await expect(readBedRegions(path)).rejects.toMatchObject({
      code: 'bed-format',
      message: expect.stringMatching(/^Line 3 of /) as string,
    });
    await expect(readBedRegions(path)).rejects.toThrow(message);
  });
}

test('a BED file without a region is refused', async () => {
  await expect(readBedRegions(write('none.bed', '# nothing\n'))).rejects.toMatchObject({
    code: 'bed-format',
  });
  await expect(readBedRegions(write('none.bed', ''))).rejects.toMatchObject({ code: 'bed-format' });
});

test('a gzip file that is cut is unreadable, not shorter', async () => {
  const whole = gzipSync(text.repeat(50));
  await expect(readBedRegions(write('cut.bed.gz', whole.subarray(0, -20)))).rejects.toMatchObject({
    code: 'file-damaged',
  });
});

test('missing files and folders are told apart', async () => {
  await expect(readBedRegions(join(folder, 'no.bed'))).rejects.toMatchObject({
    code: 'file-missing',
  });
  await expect(readBedRegions(folder)).rejects.toMatchObject({ code: 'file-unreadable' });
});

test.skipIf(process.platform === 'win32')('regions can come through a pipe', () => {
  const module = JSON.stringify(
    new URL('../../src-main/formats/bed/read-bed.ts', import.meta.url).href,
  );
  const code = `console.log(JSON.stringify(await (await import(${module})).readBedRegions('/dev/stdin')))`;
  const run = spawnSync(
    'sh',
    ['-c', `printf 'chr1\\t4\\t9\\n' | "$0" --input-type=module -e "$1"`, process.execPath, code],
    {
      encoding: 'utf8',
    },
  );
  expect(JSON.parse(run.stdout)).toMatchObject({ regions: [{ contig: 'chr1', start: 4, end: 9 }] });
});
