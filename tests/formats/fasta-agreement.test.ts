import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readLetters } from '../../src-main/formats/fasta/fasta-letters.ts';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import {
  between,
  bgzip,
  hasSamtools,
  randomLetters,
  samtools,
  samtoolsLetters,
  scratch,
  seeded,
  wrap,
} from './fixtures.ts';

const { folder, write } = scratch();
const tutorial = fileURLToPath(new URL('../../resources/tutorial/tutorial.fa.gz', import.meta.url));

/** A FASTA text of one to six records, with what real files have: descriptions, blank lines, ... */
function randomFasta(random: () => number, lineEnd: string): string {
  const records = Array.from({ length: between(random, 1, 6) }, (_, i) => {
    const description = random() < 0.5 ? ' made by hand\té > x' : '';
    const letters = randomLetters(random, between(random, 1, 3000));
    const blank = random() < 0.2 ? lineEnd : '';
    return `>ctg${i}${description}${lineEnd}${wrap(letters, between(random, 1, 130), lineEnd)}${blank}`;
  });
  const text = records.join('');
  return random() < 0.3 ? text.trimEnd() : text;
}

describe.skipIf(!hasSamtools)('against samtools faidx', () => {
  for (let seed = 1; seed <= 24; seed++) {
    const lineEnd = seed % 2 === 0 ? '\r\n' : '\n';
    const packed = seed % 3 === 0;
    const kind = `${packed ? 'bgzip' : 'plain'}, ${lineEnd === '\n' ? 'LF' : 'CR LF'}`;

    test(`the built indexes and random regions are the same bytes (seed ${seed}, ${kind})`, async () => {
      const random = seeded(seed);
      const text = randomFasta(random, lineEnd);
      const path = write(`${seed}.fa`, packed ? bgzip(text, between(random, 50, 2000)) : text);
      const indexFolder = join(folder, `index-${seed}`);
      const ours = await openFasta(path, { indexFolder });
      const built = (ending: string) =>
        readFileSync(
          join(
            indexFolder,
            readdirSync(indexFolder).find((n) => n.endsWith(ending))!,
          ),
        );

      samtools('faidx', path);
      expect(built('.fai').toString()).toBe(readFileSync(`${path}.fai`, 'utf8'));
      if (packed) expect(built('.gzi')).toEqual(readFileSync(`${path}.gzi`));

      const theirs = await openFasta(path, { indexFolder: join(folder, 'unused') });
      for (let i = 0; i < 8; i++) {
        const { name, length } = ours.contigs[between(random, 0, ours.contigs.length - 1)]!;
        const start = between(random, 0, length - 1);
        const end = between(random, start + 1, length);
        const expected = samtoolsLetters(path, `${name}:${start + 1}-${end}`);
        expect(await ours.fetch({ contig: name, start, end })).toBe(expected);
        expect(await theirs.fetch({ contig: name, start, end })).toBe(expected);
      }
      await ours.close();
      await theirs.close();
    });
  }

  test('bgzip files put end to end, with empty blocks between, are indexed as samtools does', async () => {
    const random = seeded(99);
    const parts = ['a', 'b'].map((name) => `>${name}\n${wrap(randomLetters(random, 900), 60)}`);
    const path = write(
      'joined.fa.gz',
      Buffer.concat(['', ...parts].map((text) => bgzip(text, 300))),
    );
    const indexFolder = join(folder, 'index-joined');
    const fasta = await openFasta(path, { indexFolder });
    samtools('faidx', path);
    const gzi = readdirSync(indexFolder).find((name) => name.endsWith('.gzi'))!;
    expect(readFileSync(join(indexFolder, gzi))).toEqual(readFileSync(`${path}.gzi`));
    expect(await fasta.fetch({ contig: 'b', start: 5, end: 800 })).toBe(
      samtoolsLetters(path, 'b:6-800'),
    );
    await fasta.close();
  });

  test('the tutorial genome reads as samtools reads it, to the last base', async () => {
    const fasta = await openFasta(tutorial, { indexFolder: join(folder, 'unused') });
    for (const [start, end] of [
      [0, 1],
      [65_000, 66_000],
      [400_000, 731_234],
      [999_000, 1_000_000],
    ] as const) {
      expect(await fasta.fetch({ contig: 'chrT1', start, end })).toBe(
        samtoolsLetters(tutorial, `chrT1:${start + 1}-${end}`),
      );
    }
    expect(await fasta.fetch({ contig: 'chrT2', start: 0, end: 200_000 })).toBe(
      samtoolsLetters(tutorial, 'chrT2'),
    );
    await fasta.close();
  });
});

test('the index built for the tutorial genome is the one that ships with it', async () => {
  const path = write('tutorial-copy.fa.gz', readFileSync(tutorial));
  const indexFolder = join(folder, 'index-tutorial');
  const fasta = await openFasta(path, { indexFolder });
  for (const ending of ['.fai', '.gzi']) {
    const built = readdirSync(indexFolder).find((name) => name.endsWith(ending))!;
    expect(readFileSync(join(indexFolder, built))).toEqual(readFileSync(`${tutorial}${ending}`));
  }
  await fasta.close();
  rmSync(path);
});

test('a contig longer than the pieces it is read in comes whole', async () => {
  const letters = 'ACGTTGCAAC'.repeat(900_001);
  const fasta = await openFasta(write('long.fa', `>long\n${wrap(letters, 61)}`), {
    indexFolder: join(folder, 'index-long'),
  });
  expect((await fasta.fetch({ contig: 'long', start: 0, end: letters.length })) === letters).toBe(
    true,
  );
  expect(await fasta.fetch({ contig: 'long', start: 4_194_300, end: 4_194_310 })).toBe(
    letters.slice(4_194_300, 4_194_310),
  );
  await fasta.close();
});

test('a record on one long line is read without its other bases', async () => {
  const letters = randomLetters(seeded(5), 200_000);
  const reads: number[] = [];
  const source = {
    read: (offset: number, length: number) => {
      reads.push(length);
      return Promise.resolve(Buffer.from(letters).subarray(offset, offset + length));
    },
  };
  const entry = { name: 'one', length: 200_000, offset: 0, lineBases: 200_000, lineWidth: 200_001 };
  const record = { entry, path: 'one.fa', indexPath: 'one.fa.fai' };
  expect(await readLetters(source, record, 150_000, 150_100)).toBe(letters.slice(150_000, 150_100));
  expect(reads).toEqual([100]);
});

test('a record with a header of many kilobytes is read', async () => {
  const path = write('header.fa', `>h ${'about it '.repeat(3000)}\nACGT\n>i\nGG\n`);
  const fasta = await openFasta(path, { indexFolder: join(folder, 'index-header') });
  expect(await fasta.fetch({ contig: 'h', start: 0, end: 4 })).toBe('ACGT');
  expect(await fasta.fetch({ contig: 'i', start: 0, end: 2 })).toBe('GG');
  await fasta.close();
});
