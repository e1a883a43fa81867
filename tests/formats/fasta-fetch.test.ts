import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { bgzip, randomLetters, scratch, seeded, wrap } from './fixtures.ts';

const { folder, write } = scratch();
const indexFolder = join(folder, 'index');
const text = '>chr1 a name\r\nacgtN\r\nRYKM-\r\nGG\r\n>chr:2\r\nTT';

for (const [kind, content] of [
  ['plain', text],
  ['bgzip', bgzip(text, 7)],
] as const) {
  test(`every region of a small ${kind} file has its letters, in their case`, async () => {
    const fasta = await openFasta(write(`${kind}.fa`, content), { indexFolder });
    expect(fasta.contigs).toEqual([
      { name: 'chr1', length: 12 },
      { name: 'chr:2', length: 2 },
    ]);
    const letters = 'acgtNRYKM-GG';
    for (let start = 0; start <= 12; start++) {
      for (let end = start; end <= 12; end++) {
        expect(await fasta.fetch({ contig: 'chr1', start, end })).toBe(letters.slice(start, end));
      }
    }
    expect(await fasta.fetch({ contig: 'chr:2', start: 0, end: 2 })).toBe('TT');
    await fasta.close();
  });
}

test('what is not inside a contig is refused with its length', async () => {
  const fasta = await openFasta(write('outside.fa', text), { indexFolder });
  for (const [start, end] of [
    [-1, 3],
    [0, 13],
    [5, 4],
    [0.5, 3],
    [0, Number.NaN],
  ] as const) {
    await expect(fasta.fetch({ contig: 'chr1', start, end })).rejects.toMatchObject({
      code: 'region-outside',
      message: expect.stringContaining('12 bases') as string,
    });
  }
  for (const contig of ['chr3', '__proto__', 'constructor']) {
    await expect(fasta.fetch({ contig, start: 0, end: 1 })).rejects.toMatchObject({
      code: 'contig-unknown',
    });
  }
  await fasta.close();
});

test('many regions can be read at the same time', async () => {
  const letters = randomLetters(seeded(3), 20_000);
  const path = write('many.fa.gz', bgzip(`>m\n${wrap(letters, 70)}`, 900));
  const fasta = await openFasta(path, { indexFolder });
  const starts = Array.from({ length: 50 }, (_, i) => i * 390);
  const found = await Promise.all(
    starts.map((start) => fasta.fetch({ contig: 'm', start, end: start + 500 })),
  );
  expect(found).toEqual(starts.map((start) => letters.slice(start, start + 500)));
  await fasta.close();
});

test('indexing stops when it is cancelled, and leaves no file', async () => {
  const cancelled = join(folder, 'cancelled');
  const path = write('big.fa', `>big\n${wrap('ACGTACGTAC'.repeat(600_000), 60)}`);
  const controller = new AbortController();
  const seen: number[] = [];
  const opening = openFasta(path, {
    indexFolder: cancelled,
    signal: controller.signal,
    onProgress: (fraction) => {
      seen.push(fraction);
      if (seen.length === 2) controller.abort(new Error('the user left'));
    },
  });
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen).toHaveLength(2);
  expect(existsSync(cancelled) ? readdirSync(cancelled) : []).toEqual([]);
});

test('a fetch with a signal that has ended is cancelled, and the next one is not', async () => {
  const fasta = await openFasta(write('signal.fa', text), { indexFolder });
  const region = { contig: 'chr1', start: 0, end: 4 };
  await expect(fasta.fetch(region, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await fasta.fetch(region)).toBe('acgt');
  await fasta.close();
});

test('a closed file is told as unreadable', async () => {
  const fasta = await openFasta(write('closed.fa', text), { indexFolder });
  await fasta.close();
  await expect(fasta.fetch({ contig: 'chr1', start: 0, end: 4 })).rejects.toMatchObject({
    code: 'file-unreadable',
  });
});
