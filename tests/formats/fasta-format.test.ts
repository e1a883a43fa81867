import { gzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { bgzip, randomLetters, scratch, seeded, wrap } from './fixtures.ts';

const { folder, write } = scratch();
const indexFolder = join(folder, 'index');

/** Code and message of what opening the file throws. */
async function refusal(path: string): Promise<string> {
  const fasta = await openFasta(path, { indexFolder }).catch((error: unknown) => error);
  if (!(fasta instanceof Error) || !('code' in fasta)) throw new Error('It was opened.');
  return `${String(fasta.code)}: ${fasta.message.replaceAll(folder, '')}`;
}

const refused: [string, string | Uint8Array, string][] = [
  ['an empty file', '', 'fasta-format: /x is empty (0 bytes).'],
  ['blank lines alone', '\n\n\n', 'fasta-format: /x: no record was found in 3 bytes'],
  ['letters without a header', 'ACGT\n', 'found "A" (byte 0x41) at offset 0, expected ">"'],
  [
    'letters without a header in bgzip',
    bgzip('\nACGT\n'),
    'found "A" (byte 0x41) at offset 1 (line 2), expected ">"',
  ],
  ['noise', Buffer.from([0, 255, 62, 10]), 'found byte 0x00 at offset 0'],
  ['noise behind a header', Buffer.from('>a\nACGT\0\n'), 'found byte 0x00 at offset 7 (line 2)'],
  ['a comment line', ';made by hand\n>a\nAC\n', 'found ";" (byte 0x3b) at offset 0'],
  ['plain gzip', gzipSync('>a\nAC\n'), 'compressed with gzip and not with bgzip'],
  [
    'a longer line inside a record',
    '>a\nAC\nACG\n',
    'line 3 has 3 bases in 4 bytes; the first line of "a" has 2 in 3',
  ],
  [
    'a shorter line inside a record',
    '>a\nACGT\nAC\nACGT\n',
    'line 4 goes on with "a" after line 3, which has 2 bases',
  ],
  [
    'a blank line inside a record',
    '>a\nAC\n\nAC\n',
    'line 4 goes on with "a" after line 3, which has 0 bases',
  ],
  [
    'line ends that change, at the same width',
    '>a\r\nACG\r\nACGT\nACGT\n',
    'line 3 has 4 bases in 5 bytes',
  ],
  [
    'line ends that change, at another width',
    '>a\nACGT\nACGT\r\n',
    'line 3 has 4 bases in 6 bytes',
  ],
  [
    'a line end that is shorter once',
    '>a\r\nACGT\r\nACGT\nACGT\r\n',
    'line 4 goes on with "a" after line 3, which has 4 bases in 5 bytes where its first line has 4 in 6',
  ],
  [
    'a line end that makes up for a base',
    '>a\nACGT\nACG\r\nACGT\n',
    'line 4 goes on with "a" after line 3',
  ],
  ['blank lines inside a record', '>a\nAC\n\n\nAC\n', 'line 5 goes on with "a" after line 3'],
  ['a space in a line', '>a\nAC GT\n', 'found byte 0x20 at offset 5 (line 2)'],
  ['a carriage return alone', '>a\nAC\rGT\n', 'expected a line feed after the carriage return'],
  ['the same name twice', '>a\nAC\n>b\nAC\n>a x\nAC\n', 'line 5 names "a", as an earlier line did'],
  ['a header without a name', '>\nAC\n', 'line 1 has ">" but no name'],
  ['a header as the last line', '>a\nAC\n>b', 'ends at offset 8; "b" has no sequence'],
  ['a record cut after its header', '>a\nAC\n>b x\n', 'ends at offset 11; "b" has no sequence'],
  ['a name without end', `>${'a'.repeat(5000)}`, 'the name at line 1 is longer than 4096 bytes'],
];

for (const [what, content, message] of refused) {
  test(`${what} is refused with the place and what was found`, async () => {
    const said = await refusal(write('x', content));
    expect(said).toMatch(/^fasta-(format|gzip): /);
    expect(said).toContain(message);
  });
}

test('a bgzip file cut inside a block is refused with the block and how much is there', async () => {
  const whole = bgzip(`>a\n${wrap(randomLetters(seeded(1), 5000), 60)}`, 1000);
  expect(await refusal(write('x', whole.subarray(0, whole.length - 100)))).toMatch(
    /file-damaged: \/x ends inside the bgzip block at compressed offset \d+: \d+ of its \d+ bytes/,
  );
});

test('a bgzip file with other bytes behind a block is refused with their offset', async () => {
  const whole = bgzip('>a\nACGT\n');
  const said = await refusal(write('x', Buffer.concat([whole, Buffer.from('junk')])));
  expect(said).toContain(`no bgzip block at compressed offset ${whole.length}`);
});

test('a bgzip block whose bytes were changed is refused, whichever byte it is', async () => {
  const whole = bgzip(`>a\n${wrap(randomLetters(seeded(2), 400), 60)}`);
  for (let at = 18; at < whole.length - 28; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 4;
    expect(await refusal(write('x', damaged))).toMatch(/^(fasta-format|file-damaged): /);
  }
});

test('a bgzip file without its end mark is read with a note', async () => {
  const notes: string[] = [];
  const fasta = await openFasta(write('no-end.fa.gz', bgzip('>a\nACGT\n', 65280, false)), {
    indexFolder,
    onNote: (note) => notes.push(note),
  });
  expect(await fasta.fetch({ contig: 'a', start: 1, end: 3 })).toBe('CG');
  expect(notes).toEqual([expect.stringContaining('end mark')]);
  await fasta.close();
});

test('records without sequence are skipped with a note', async () => {
  const notes: string[] = [];
  const path = write('empty-records.fa', '>a\n>b\nAC\n>c\n\n>d\nG*-n\n');
  const fasta = await openFasta(path, { indexFolder, onNote: (note) => notes.push(note) });
  expect(fasta.contigs).toEqual([
    { name: 'b', length: 2 },
    { name: 'd', length: 4 },
  ]);
  expect(await fasta.fetch({ contig: 'd', start: 0, end: 4 })).toBe('G*-n');
  expect(notes).toEqual([expect.stringContaining('2 records without sequence are skipped (a, c)')]);
  await fasta.close();
});

test('nothing is left in the index folder by files that were refused', async () => {
  const before = readdirSync(indexFolder);
  await refusal(write('x', '>a\nAC\n>a\nAC\n'));
  expect(readdirSync(indexFolder)).toEqual(before);
});

test('missing files and folders are told apart', async () => {
  expect(await refusal(join(folder, 'nowhere.fa'))).toBe(
    'file-missing: There is no file /nowhere.fa.',
  );
  expect(await refusal(join(write('file', 'x'), 'inside.fa'))).toContain('file-missing');
  expect(await refusal(folder)).toContain('file-unreadable');
});

test.skipIf(process.platform === 'win32')('a device is refused, as it has no offsets', async () => {
  expect(await refusal('/dev/null')).toContain('a pipe or a device');
});
