import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openFasta } from '../../src-main/formats/fasta/index.ts';
import { openAlignment } from '../../src-main/formats/open-alignment/index.ts';
import type { Genome } from '../../src-main/formats/genome/index.ts';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { openLabels } from '../../src-main/analysis/probe/open-labels.ts';
import { tutorialGenome } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const shared = sharedFolder();
const options = { byName: false, emptyIsZero: false };
let genome: Genome;
beforeAll(async () => {
  genome = await openFasta(tutorialGenome, { indexFolder: join(shared, 'indexes') });
  return () => genome.close();
});

/** Reads 10 bins of 100 bp of chrT2 from base 1000 on. */
async function read(path: string, more: Partial<typeof options> = {}) {
  const notes: string[] = [];
  const all = { ...options, ...more, onNote: (note: string) => notes.push(note) };
  const source = await openLabels(path, genome, all);
  const columns = await source.read({ contig: 'chrT2', start: 1000, end: 2000 }, 100);
  await source.close();
  return { ...source, columns: columns.map((column) => [...column]), notes };
}

function write(name: string, lines: readonly string[]): string {
  const path = join(shared, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

it('bins that a feature of a BED file overlaps are positive, all others are not', async () => {
  const path = write('plain.bed', [
    'chrT2\t900\t1000',
    'chrT2\t1100\t1101',
    'chrT2\t1399\t1600',
    'chrT2\t1999\t5000',
    'chrT1\t1200\t1300',
  ]);
  const { kind, contigs, columns, tracks } = await read(path);
  expect(kind).toBe('classes');
  expect(tracks).toHaveLength(1);
  expect(columns).toEqual([[0, 1, 0, 1, 1, 1, 0, 0, 0, 1]]);
  expect(contigs).toEqual(['chrT2', 'chrT1']);
});

it('each name of a BED file can be a class of its own', async () => {
  const path = write('named.bed', ['T2 1000 1100 b/x', 'T2 1000 1200 a', 'T2 1900 2000 b/x']);
  const { tracks, columns, notes } = await read(path, { byName: true });
  expect(tracks).toEqual([
    { id: 'a', label: 'a' },
    { id: 'b_x', label: 'b/x' },
  ]);
  expect(columns).toEqual([
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ]);
  expect(notes[0]).toBe('"T2" was read as the contig "chrT2".');
});

it.each([
  ['a feature without a name', ['chrT2 1 2 a', 'chrT2 5 6'], 'labels-format', true],
  [
    'names that are no classes',
    Array.from({ length: 65 }, (_, i) => `chrT2 ${i} ${i + 1} peak_${i}`),
    'labels-format',
    true,
  ],
  ['a contig of another genome', ['chrX 1 2'], 'contig-unknown', false],
  ['a feature beyond the end', ['chrT2 199000 200001'], 'region-outside', false],
] as const)('a BED file with %s is refused', async (_, lines, code, byName) => {
  const path = write('wrong.bed', lines);
  await expect(read(path, { byName })).rejects.toMatchObject({ code });
});

it('a bin of a bigWig file has the mean of the bases that have a value', async () => {
  const path = join(shared, 'signal.bw');
  const region = { contig: 'chrT2', start: 950, end: 1350 };
  const info = { id: 'x', label: 'X', unit: 'signal', color: '#000000', bin: 50 };
  await exportPredictions({
    predictions: [
      {
        run: {
          ...{ key: 'k', interval: region, engineVersion: '1', provider: 'cpu' },
          model: { id: 'm', name: 'M', version: '1', family: 'hawk', hash: '0' },
          settings: { chunk: 1, threads: 1, scan: 'kernel' },
          ...{ createdAt: '2026-01-01T00:00:00Z', seconds: 1, peakBytes: 1 },
        },
        region,
        // Bins from 950 on: the first lies in front, the last reaches to 1350.
        tracks: [{ info, start: 950, values: Float32Array.of(9, 1, 3, 5, 5, -2, 0, 8) }],
        fromCache: false,
      },
    ],
    contigs: genome.contigs,
    path,
  });
  const covered = await read(path);
  expect(covered.kind).toBe('values');
  expect(covered.contigs).toContain('chrT2');
  const none = [NaN, NaN, NaN, NaN, NaN, NaN];
  expect(covered.columns).toEqual([[2, 5, -1, 8, ...none]]);
  const filled = await read(path, { emptyIsZero: true });
  expect(filled.columns).toEqual([[2, 5, -1, 4, 0, 0, 0, 0, 0, 0]]);
});

it('a bin of a BAM file has the mean depth of its aligned bases', async () => {
  const path = join(root, 'resources/tutorial/sample.bam');
  const source = await openLabels(path, genome, { ...options, onNote: () => undefined });
  const alignment = await openAlignment(path, { genome });
  // Counted base by base, for reads without gaps.
  const region = { contig: 'chrT2', start: 5000, end: 6000 };
  const depth = new Array<number>(1000).fill(0);
  for await (const batch of alignment.reads(region, { skipFlags: 0xf04 })) {
    for (const read of batch) {
      let at = read.start;
      for (const packed of Array.from(read.cigar)) {
        const [length, operation] = [packed >>> 4, packed & 15];
        if (operation === 0) {
          for (let i = at; i < at + length; i++) if (i >= 5000 && i < 6000) depth[i - 5000]! += 1;
        }
        if (operation === 0 || operation === 2) at += length;
      }
    }
  }
  await alignment.close();
  const [found] = await source.read(region, 100);
  await source.close();
  expect(source.kind).toBe('values');
  const expected = Array.from(
    { length: 10 },
    (_, b) => depth.slice(b * 100, b * 100 + 100).reduce((sum, d) => sum + d, 0) / 100,
  );
  expect(Math.max(...expected)).toBeGreaterThan(1);
  found!.forEach((value, b) => expect(value).toBeCloseTo(expected[b]!, 4));
});

it.each([
  ['labels.txt', 'hello', 'labels-format'],
  ['not.bw', 'hello, this is no bigWig', 'bigwig-format'],
  ['empty.bw', '', 'bigwig-format'],
])('%s is refused', async (name, text, code) => {
  const path = join(shared, name);
  writeFileSync(path, text);
  await expect(read(path)).rejects.toMatchObject({ code });
});

it('a bigWig file that is cut short is refused, and takes no memory for what it promises', async () => {
  const path = join(shared, 'cut.bw');
  const bytes = Buffer.alloc(64, 0xff);
  bytes.writeUInt32LE(0x888ffc26, 0);
  writeFileSync(path, bytes);
  await expect(read(path)).rejects.toMatchObject({ code: 'bigwig-format' });
});
