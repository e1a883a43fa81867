import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openGenome } from '../../src-main/formats/open-genome/index.ts';
import { twoBit } from '../support/write-twobit.ts';
import { between, randomLetters, scratch, seeded } from './fixtures.ts';

const { folder, write } = scratch();
const options = { indexFolder: join(folder, 'index') };
// The second sequence ends within a byte; N blocks and masks overlap, and stand at both ends.
const small = [
  { name: '10', letters: 'ACGTNNnnacgtACGTTGCAnNacN' },
  { name: '2', letters: 'nnNNACgtaCGTN' },
  { name: 'constructor', letters: 'G' },
];

for (const version of [0, 1] as const) {
  test(`every region of a small 2bit file of version ${version} has its letters`, async () => {
    const genome = await openGenome(write(`v${version}.2bit`, twoBit(small, version)), options);
    expect(genome.format).toBe('2bit');
    // In the order of the file, also where names are numbers.
    expect(genome.contigs).toEqual(
      small.map(({ name, letters }) => ({ name, length: letters.length })),
    );
    for (const { name, letters } of small) {
      for (let start = 0; start <= letters.length; start++) {
        for (let end = start; end <= letters.length; end++) {
          const found = await genome.fetch({ contig: name, start, end });
          expect(found.toUpperCase()).toBe(letters.slice(start, end).toUpperCase());
        }
      }
    }
    await genome.close();
  });
}

test('masked bases are in lower case', async () => {
  const letters = 'ACGTacgtACGTacgtAAA';
  const path = write('masked.2bit', twoBit([{ name: 'm', letters }]));
  const genome = await openGenome(path, options);
  expect(await genome.fetch({ contig: 'm', start: 2, end: 18 })).toBe(letters.slice(2, 18));
  await genome.close();
});

test('random regions of a random 2bit file agree with its letters', async () => {
  const random = seeded(7);
  const letters = randomLetters(random, 60_000, 'ACGTACGTacgtN');
  const genome = await openGenome(write('r.2bit', twoBit([{ name: 'r', letters }])), options);
  for (let i = 0; i < 200; i++) {
    const start = between(random, 0, letters.length);
    const end = between(random, start, Math.min(letters.length, start + 3000));
    const found = await genome.fetch({ contig: 'r', start, end });
    expect(found).toBe(letters.slice(start, end));
  }
  await genome.close();
});

test('a genome is known by its content, whatever its name', async () => {
  const fasta = await openGenome(write('is-fasta.2bit', '>a\nACGT\n'), options);
  expect(fasta.format).toBe('fasta');
  await fasta.close();
  const packed = await openGenome(write('is-2bit.fa', twoBit(small)), options);
  expect(packed.format).toBe('2bit');
  await packed.close();
});

test('what is not inside a contig of a 2bit file is refused', async () => {
  const genome = await openGenome(write('outside.2bit', twoBit(small)), options);
  await expect(genome.fetch({ contig: '2', start: 0, end: 14 })).rejects.toMatchObject({
    code: 'region-outside',
    message: expect.stringContaining('13 bases') as string,
  });
  await expect(genome.fetch({ contig: 'toString', start: 0, end: 1 })).rejects.toMatchObject({
    code: 'contig-unknown',
  });
  await genome.close();
});

test('a 2bit file cut short anywhere is refused or gives no wrong letter', async () => {
  const whole = twoBit(small);
  let refused = 0;
  for (let length = 4; length < whole.length; length++) {
    const path = write(`cut-${length}.2bit`, whole.subarray(0, length));
    const genome = await openGenome(path, options).catch((error: unknown) => error as Error);
    if (genome instanceof Error) {
      refused++;
      expect(genome, `${length} bytes`).toMatchObject({ code: 'twobit-format' });
      continue;
    }
    for (const { name, letters } of small) {
      const got = await genome
        .fetch({ contig: name, start: 0, end: letters.length })
        .catch((error: unknown) => error as Error);
      if (got instanceof Error) expect(got).toMatchObject({ code: 'twobit-format' });
      else expect(got.toUpperCase()).toBe(letters.toUpperCase());
    }
    await genome.close();
  }
  expect(refused).toBeGreaterThan(whole.length / 2);
});

const broken: [string, (bytes: Buffer) => void, RegExp][] = [
  ['big-endian byte order', (bytes) => bytes.subarray(0, 4).reverse(), /big-endian/],
  ['an unknown version', (bytes) => bytes.writeUInt32LE(2, 4), /version 2/],
  ['no sequence', (bytes) => bytes.writeUInt32LE(0, 8), /0 sequences/],
  ['more sequences than fit', (bytes) => bytes.writeUInt32LE(2 ** 31, 8), /2147483648 sequences/],
  ['a record behind its end', (bytes) => bytes.writeUInt32LE(2 ** 31, 19), /cut short/],
  ['a sequence longer than itself', (bytes) => bytes.writeUInt32LE(4000, 45), /"10" end at byte/],
];
test.each(broken)('a 2bit file with %s is refused', async (name, spoil, message) => {
  const bytes = twoBit(small);
  spoil(bytes);
  const path = write(`${name.replaceAll(' ', '-')}.2bit`, bytes);
  await expect(openGenome(path, options)).rejects.toMatchObject({
    code: 'twobit-format',
    message: expect.stringMatching(message) as string,
  });
});

test('two sequences of one name are refused', async () => {
  const twice = [small[0]!, { name: '10', letters: 'ACGT' }];
  await expect(openGenome(write('twice.2bit', twoBit(twice)), options)).rejects.toMatchObject({
    code: 'twobit-format',
    message: expect.stringContaining('comes again') as string,
  });
});

test('a record that tells of more blocks than the file holds is refused when it is read', async () => {
  const bytes = twoBit([{ name: 'b', letters: 'ACGTACGT' }]);
  bytes.writeUInt32LE(0xffff_ffff, 16 + 6 + 4);
  const genome = await openGenome(write('blocks.2bit', bytes), options);
  await expect(genome.fetch({ contig: 'b', start: 0, end: 8 })).rejects.toMatchObject({
    code: 'twobit-format',
  });
  await genome.close();
});

test('a 2bit file that changes while it is open is not read on', async () => {
  const path = write('changed.2bit', twoBit(small));
  const genome = await openGenome(path, options);
  appendFileSync(path, 'more');
  await expect(genome.fetch({ contig: '2', start: 0, end: 4 })).rejects.toMatchObject({
    code: 'file-unreadable',
  });
  await genome.close();
});

test('reading a 2bit file stops when it is cancelled', async () => {
  const genome = await openGenome(write('cancel.2bit', twoBit(small)), options);
  const signal = AbortSignal.abort();
  await expect(genome.fetch({ contig: '2', start: 0, end: 4 }, { signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
  await genome.close();
});
