import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFasta, type OpenFastaOptions } from '../../src-main/formats/fasta/index.ts';
import { bgzip, randomLetters, scratch, seeded, wrap } from './fixtures.ts';

const { folder, write } = scratch();
const unused = join(folder, 'unused');
const random = seeded(7);
const a = randomLetters(random, 500);
const b = randomLetters(random, 333);
const text = `>a first\n${wrap(a, 60)}>b\n${wrap(b, 60)}`;
/** As samtools writes it for `text`. */
const goodFai = 'a\t500\t9\t60\t61\nb\t333\t521\t60\t61\n';

let files = 0;

/** A FASTA with an index beside it, whatever both say. */
function withIndex(fasta: string | Uint8Array, fai: string, gzi?: Uint8Array): string {
  const path = write(`${++files}.fa`, fasta);
  write(`${files}.fa.fai`, fai);
  if (gzi) write(`${files}.fa.gzi`, gzi);
  return path;
}

/** Reads all of a contig, or tells the code and message of the error. */
async function read(
  path: string,
  contig: string,
  options?: Partial<OpenFastaOptions>,
): Promise<string> {
  try {
    const fasta = await openFasta(path, { indexFolder: unused, ...options });
    const length = fasta.contigs.find(({ name }) => name === contig)?.length ?? 0;
    return await fasta.fetch({ contig, start: 0, end: length }).finally(() => fasta.close());
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return `${String(error.code)}: ${error.message.replaceAll(folder, '')}`;
  }
}

test('a right index beside the file is used and none is built', async () => {
  expect(await read(withIndex(text, goodFai), 'b')).toBe(b);
  expect(existsSync(unused)).toBe(false);
});

const garbage: [string, string, string][] = [
  ['of no line', '', 'names no record'],
  ['that is not an index', '\u0000\u0001 noise', 'Line 1 of'],
  ['that is the FASTA', text, 'has 1 columns; expected a name and four numbers'],
  ['of a FASTQ', 'a\t500\t9\t60\t61\t700\n', 'has 6 columns'],
  ['with letters for a number', goodFai.replace('521', '52l'), 'Line 2 of'],
  ['with a negative number', goodFai.replace('521', '-521'), '"-521" as offset'],
  ['with a fraction', goodFai.replace('500', '5e2'), '"5e2" as length'],
  ['with lines of no base', goodFai.replace('60\t61', '0\t1'), '0 bases in 1 bytes'],
  [
    'with lines shorter than their bases',
    goodFai.replace('60\t61', '60\t59'),
    '60 bases in 59 bytes',
  ],
  ['with lines without an end', goodFai.replace('60\t61', '60\t60'), '60 bases in 60 bytes'],
  ['with a line end of three bytes', goodFai.replace('60\t61', '60\t63'), '60 bases in 63 bytes'],
  ['with a name twice', goodFai.replace('b', 'a'), 'Line 2 of'],
];
for (const [what, fai, message] of garbage) {
  test(`an index ${what} is refused with its line`, async () => {
    const said = await read(withIndex(text, fai), 'a');
    expect(said).toMatch(/^fasta-index: /);
    expect(said).toContain(message);
  });
}

const wrong: [string, string, string][] = [
  [
    'of names in another order',
    'b\t500\t9\t60\t61\na\t333\t521\t60\t61\n',
    'expected the header ">b"',
  ],
  [
    'whose offset is one too far',
    goodFai.replace('521', '522'),
    'expected the end of a header line',
  ],
  ['whose offset is a line too far', goodFai.replace('521', '582'), 'expected the header ">b"'],
  ['whose offset is past the end', goodFai.replace('521', '5210'), 'found the end of the file'],
  ['whose lines are shorter', goodFai.replaceAll('60\t61', '50\t51'), 'expected a line end'],
  ['whose lines are longer', goodFai.replaceAll('60\t61', '70\t71'), 'expected a base'],
  ['of CR LF lines', goodFai.replaceAll('60\t61', '60\t62'), 'expected a line end (byte 0x0d)'],
  [
    'of CR LF lines of the same width',
    goodFai.replaceAll('60\t61', '59\t61'),
    'expected a line end',
  ],
  ['of a shorter record', goodFai.replace('333', '332'), 'expected a line end'],
  [
    'of a record shorter by a line',
    goodFai.replace('333', '300'),
    'expected a new record or the end',
  ],
  ['of a longer record', goodFai.replace('333', '334'), 'expected a base'],
  [
    'of a record that runs past the end',
    goodFai.replace('333', '900'),
    'found the end of the file',
  ],
];
for (const [what, fai, message] of wrong) {
  test(`an index ${what} is refused before a letter is given`, async () => {
    const said = await read(withIndex(text, fai), 'b');
    expect(said).toMatch(/^fasta-index: /);
    expect(said).toContain(message);
  });
}

test('an index of one record too many lines is refused where the next record begins', async () => {
  expect(await read(withIndex(text, goodFai.replace('500', '503')), 'a')).toContain('fasta-index');
});

test('lines shifted inside a record are noticed, also by a fetch inside one line', async () => {
  // A base was taken from line 3 and one put into line 6: all offsets outside fit.
  const lines = text.split('\n');
  lines[3] = lines[3]!.slice(1);
  lines[6] = `A${lines[6]}`;
  const fasta = await openFasta(withIndex(lines.join('\n'), goodFai), { indexFolder: unused });
  expect(await fasta.fetch({ contig: 'a', start: 0, end: 120 })).toBe(a.slice(0, 120));
  for (const [start, end] of [
    [0, 500],
    [200, 210],
    [239, 241],
  ] as const) {
    await expect(fasta.fetch({ contig: 'a', start, end })).rejects.toMatchObject({
      code: 'fasta-index',
    });
  }
  await fasta.close();
});

test('a line end that became a letter is noticed', async () => {
  const merged = Buffer.from(text);
  merged[9 + 61 + 60] = 0x41;
  const fasta = await openFasta(withIndex(merged, goodFai), { indexFolder: unused });
  expect(await fasta.fetch({ contig: 'a', start: 0, end: 120 })).toBe(a.slice(0, 120));
  await expect(fasta.fetch({ contig: 'a', start: 100, end: 130 })).rejects.toThrow(
    'found "A" (byte 0x41) at offset 130, expected a line end (byte 0x0a)',
  );
  await fasta.close();
});

test('an older index that fits is used with one note', async () => {
  const path = withIndex(text, goodFai);
  utimesSync(`${path}.fai`, 1_000_000, 1_000_000);
  const notes: string[] = [];
  const fasta = await openFasta(path, { indexFolder: unused, onNote: (note) => notes.push(note) });
  expect(notes).toEqual([]);
  for (const contig of ['a', 'b', 'a']) await fasta.fetch({ contig, start: 0, end: 100 });
  expect(notes).toEqual([expect.stringContaining(`${path}.fai is older`)]);
  await fasta.close();
});

test('a file that changes while it is open is checked again', async () => {
  const path = withIndex(text, goodFai);
  const notes: string[] = [];
  const fasta = await openFasta(path, { indexFolder: unused, onNote: (note) => notes.push(note) });
  await fasta.fetch({ contig: 'b', start: 0, end: 10 });
  writeFileSync(path, text.replace('>b', '>c'));
  await expect(fasta.fetch({ contig: 'b', start: 0, end: 10 })).rejects.toMatchObject({
    code: 'fasta-index',
  });
  expect(notes).toEqual([expect.stringContaining('was changed while it was open')]);
  await fasta.close();
});

/** A `.gzi` of the given pairs of offsets. */
function gzi(...pairs: [number, number][]): Buffer {
  const words = [pairs.length, ...pairs.flat()].map(BigInt);
  return Buffer.from(BigUint64Array.from(words).buffer);
}

/** The blocks of `packed`: packed and uncompressed offset of each. */
function blocksOf(packed: Buffer, blockBytes: number): [number, number][] {
  const blocks: [number, number][] = [];
  for (let at = 0; at < packed.length - 28; at += packed.readUInt16LE(at + 16) + 1) {
    blocks.push([at, blocks.length * blockBytes]);
  }
  return blocks;
}

test('a .gzi that is cut, grows backwards, or points past the end is refused when it is read', async () => {
  const packed = bgzip(text, 100);
  const pairs = blocksOf(packed, 100).slice(1);
  expect(await read(withIndex(packed, goodFai, gzi(...pairs)), 'b')).toBe(b);
  for (const [bad, message] of [
    [Buffer.alloc(3), 'has 3 bytes'],
    [gzi(...pairs).subarray(0, -5), `with ${pairs.length} entries`],
    [Buffer.alloc(8, 255), 'has 8 bytes'],
    [gzi(...pairs.toReversed()), 'Entry 2 of'],
    [gzi(...pairs.with(3, [pairs[3]![0], 5])), 'Entry 4 of'],
    [gzi([packed.length + 5, 100]), 'Entry 1 of'],
  ] as const) {
    const said = await read(withIndex(packed, goodFai, bad), 'b');
    expect(said).toMatch(/^fasta-index: /);
    expect(said).toContain(message);
  }
});

test('any one wrong number of a .gzi is noticed by a fetch that needs its block', async () => {
  const packed = bgzip(text, 100);
  const pairs = blocksOf(packed, 100).slice(1);
  for (const [i, [at, textAt]] of pairs.entries()) {
    for (const pair of [
      [at - 1, textAt],
      [at + 1, textAt],
      [at, textAt - 61],
      [at, textAt + 61],
    ] as const) {
      const bad = gzi(...pairs.with(i, [...pair]));
      const path = withIndex(packed, goodFai, bad);
      // Block i + 1 holds text from 100 * (i + 1); "b" begins at 521, block 5.
      const contig = i < 4 ? 'a' : 'b';
      expect(await read(path, contig), `entry ${i}: ${pair.join(', ')}`).toMatch(/^fasta-index: /);
    }
  }
});

test('a .gzi of another file is refused', async () => {
  const other = bgzip(`>a first\n${wrap(randomLetters(seeded(8), 900), 60)}`, 90);
  const index = gzi(...blocksOf(other, 90).slice(1));
  expect(await read(withIndex(bgzip(text, 100), goodFai, index), 'b')).toMatch(/^fasta-index: /);
});

test('a damaged block is refused where the index beside the file fits', async () => {
  const packed = bgzip(text, 100);
  const blocks = blocksOf(packed, 100);
  packed[blocks[7]![0] + 25]! ^= 1;
  const path = withIndex(packed, goodFai, gzi(...blocks.slice(1)));
  expect(await read(path, 'b')).toMatch(
    /^file-damaged: .*block at compressed offset \d+ .*damaged/,
  );
});

test('a .fai without a .gzi beside a bgzip file is left alone and both are built', async () => {
  const indexFolder = join(folder, 'no-gzi');
  const path = withIndex(bgzip(text, 100), 'garbage');
  expect(await read(path, 'b', { indexFolder })).toBe(b);
  expect(
    readdirSync(indexFolder)
      .map((name) => name.slice(-4))
      .toSorted(),
  ).toEqual(['.fai', '.gzi']);
});

test('a built index is used again, and a damaged one is built anew', async () => {
  const indexFolder = join(folder, 'again');
  const path = write('again.fa', text);
  let fractions: number[] = [];
  const options = { indexFolder, onProgress: (fraction: number) => fractions.push(fraction) };
  expect(await read(path, 'b', options)).toBe(b);
  expect(fractions.at(-1)).toBe(1);
  expect(readdirSync(indexFolder)).toHaveLength(1);
  const built = join(indexFolder, readdirSync(indexFolder)[0]!);
  expect(readFileSync(built, 'utf8')).toBe(goodFai);

  fractions = [];
  const { mtimeMs } = statSync(built);
  expect(await read(path, 'b', options)).toBe(b);
  expect(fractions).toEqual([]);
  expect(statSync(built).mtimeMs).toBe(mtimeMs);

  writeFileSync(built, 'a\tnothing');
  expect(await read(path, 'b', options)).toBe(b);
  expect(readFileSync(built, 'utf8')).toBe(goodFai);
});

test('a file that was changed gets an index of its own', async () => {
  const indexFolder = join(folder, 'changed');
  const path = write('changed.fa', text);
  expect(await read(path, 'b', { indexFolder })).toBe(b);
  write('changed.fa', `>z\nA\n${text}`);
  expect(await read(path, 'b', { indexFolder })).toBe(b);
  expect(readdirSync(indexFolder)).toHaveLength(2);
});

test('nothing is written beside the file', async () => {
  const path = write('alone.fa', text);
  await read(path, 'b', { indexFolder: join(folder, 'elsewhere') });
  expect(readdirSync(folder).filter((name) => name.startsWith('alone'))).toEqual(['alone.fa']);
});

test('an index folder that cannot be made is told', async () => {
  const path = write('no-folder.fa', text);
  expect(await read(path, 'b', { indexFolder: join(path, 'inside') })).toMatch(
    /^output-unwritable: /,
  );
});

test('an index that was chosen is read wherever it lies, and is missed where it is not there', async () => {
  const path = write('apart.fa', text);
  const index = write('where.fai', goodFai);
  expect(await read(path, 'b', { index })).toBe(b);
  const none = join(folder, 'none.fai');
  expect(await read(path, 'b', { index: none })).toBe(
    'fasta-index: The index of /apart.fa is not there or cannot be read: /none.fai.',
  );
  const packed = write('apart.fa.gz', bgzip(text));
  expect(await read(packed, 'b', { index })).toBe(
    'fasta-index: /apart.fa.gz is bgzip, and /where.gzi or /apart.fa.gz.gzi is needed beside the index /where.fai.',
  );
  write('where.gzi', gzi());
  expect(await read(packed, 'b', { index })).toBe(b);
});
