import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzip } from '@gmod/bgzf-filehandle';
import { expect, test } from 'vitest';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { randomPredictions } from './random-predictions.ts';
import {
  contigs,
  expectedBases,
  noBases,
  prediction,
  temporaryFolder,
  trackInfo,
} from './support.ts';

/** The sections of a bedGraph file: the track line and the rows under it. */
function readSections(text: string) {
  const sections: { line: string; rows: [string, number, number, number][] }[] = [];
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('#')) continue;
    if (line.startsWith('track')) {
      sections.push({ line, rows: [] });
    } else {
      const [contig, start, end, value] = line.split('\t');
      sections.at(-1)!.rows.push([contig!, Number(start), Number(end), Number(value)]);
    }
  }
  return sections;
}

test('a file holds one section per track with its name, unit, model and colour', async () => {
  const path = join(temporaryFolder(), 'a.bedGraph');
  const infos = [
    trackInfo(),
    trackInfo({ id: 'ctcf', label: 'The "CTCF" site', color: '#0000ff' }),
  ];
  const made = prediction('chr1', 0, 30, (track, start) => track + start / 100, infos);
  const [file] = await exportPredictions({ predictions: [made], contigs, path });
  const text = readFileSync(path, 'utf8');
  expect(file).toMatchObject({ path, format: 'bedgraph', records: 6, leftOut: 0 });
  expect(file!.bytes).toBe(Buffer.byteLength(text));
  expect(readSections(text)).toEqual([
    {
      line: 'track type=bedGraph name="promoter" description="Promoter (probability), Toy model 1.2" color=255,128,0',
      rows: [
        ['chr1', 0, 10, 0],
        ['chr1', 10, 20, 0.1],
        ['chr1', 20, 30, 0.2],
      ],
    },
    {
      line: `track type=bedGraph name="ctcf" description="The 'CTCF' site (probability), Toy model 1.2" color=0,0,255`,
      rows: [
        ['chr1', 0, 10, 1],
        ['chr1', 10, 20, 1.1],
        ['chr1', 20, 30, 1.2],
      ],
    },
  ]);
});

test('the header names the model once and each run with its interval and regions', async () => {
  const path = join(temporaryFolder(), 'a.bg');
  const interval = { contig: 'chr2', start: 0, end: 5000 };
  const zero = () => 0;
  const predictions = [
    prediction('chr2', 100, 200, zero, undefined, { interval }),
    prediction('chr1', 0, 50, zero, undefined, { key: 'c3d4', settings: {} }),
    prediction('chr2', 1000, 2000, zero, undefined, { interval }),
  ];
  await exportPredictions({ predictions, contigs, path });
  const header = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('#'));
  expect(header).toEqual([
    '# program: Megabase',
    '# model: Toy model 1.2 (toy, family hawk)',
    '# model-sha256: f00d',
    '# notation: regions in this header are 1-based with both ends included',
    '# run: a1b2',
    '# engine: 7 on cpu',
    '# made: 2026-01-02T03:04:05Z',
    '# settings: strand=both reset=0',
    '# interval: chr2:1-5,000 was read in one pass',
    '# region: chr2:101-200',
    '# region: chr2:1,001-2,000',
    '# run: c3d4',
    '# engine: 7 on cpu',
    '# made: 2026-01-02T03:04:05Z',
    '# settings: none',
    '# interval: chr1:1-50 was read in one pass',
    '# region: chr1:1-50',
  ]);
});

test('the last bin ends with the contig and bins without a value are absent', async () => {
  const path = join(temporaryFolder(), 'a.bedgraph');
  const value = (_: number, start: number) => (start === 4990 ? NaN : start);
  const predictions = [prediction('chr2', 4975, 5003, value)];
  await exportPredictions({ predictions, contigs, path });
  expect(readSections(readFileSync(path, 'utf8'))[0]!.rows).toEqual([
    ['chr2', 4970, 4980, 4970],
    ['chr2', 4980, 4990, 4980],
    ['chr2', 5000, 5003, 5000],
  ]);
});

test('where regions overlap the first on the genome keeps its bins and the rest is counted', async () => {
  const path = join(temporaryFolder(), 'a.bedgraph');
  const predictions = [
    prediction('chr2', 25, 60, () => 2),
    prediction('chr1', 0, 10, () => 3),
    prediction('chr2', 0, 38, () => 1),
    prediction('chr2', 10, 30, () => 4),
  ];
  const [file] = await exportPredictions({ predictions, contigs, path });
  expect(readSections(readFileSync(path, 'utf8'))[0]!.rows).toEqual([
    ...[0, 10, 20, 30].map((start) => ['chr2', start, start + 10, 1]),
    ...[40, 50].map((start) => ['chr2', start, start + 10, 2]),
    ['chr1', 0, 10, 3],
  ]);
  expect(file).toMatchObject({ records: 7, leftOut: 4 });
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'random regions say of every base what the first region said (seed %d)',
  async (seed) => {
    const path = join(temporaryFolder(), 'a.bedgraph');
    const predictions = randomPredictions(seed);
    await exportPredictions({ predictions, contigs, path });
    const sections = readSections(readFileSync(path, 'utf8'));
    expect(sections).toHaveLength(2);
    for (const [track, { rows }] of sections.entries()) {
      const bases = noBases();
      for (const [contig, start, end, value] of rows) {
        const stretch = bases.get(contig)!.subarray(start, end);
        expect(stretch.length).toBe(end - start);
        expect(stretch.every(Number.isNaN)).toBe(true);
        stretch.fill(value);
      }
      expect(bases).toEqual(expectedBases(predictions, track));
    }
  },
);

const hasBgzip = spawnSync('bgzip', ['--version']).status === 0;

test('a .gz file is BGZF: it holds the same text and every reader of gzip takes it', async () => {
  const folder = temporaryFolder();
  const predictions = [prediction('chr2', 0, 5003, Math.random, [trackInfo({ bin: 1 })])];
  const plain = join(folder, 'a.bedgraph');
  const packed = join(folder, 'a.bedgraph.gz');
  await exportPredictions({ predictions, contigs, path: plain });
  const [file] = await exportPredictions({ predictions, contigs, path: packed });
  const bytes = readFileSync(packed);
  expect(file!.bytes).toBe(bytes.length);
  expect(gunzipSync(bytes).equals(readFileSync(plain))).toBe(true);
  expect(Buffer.from(await unzip(bytes)).equals(readFileSync(plain))).toBe(true);
  // The bytes that htslib looks for to tell a whole file from one cut short.
  expect(bytes.subarray(-28).toString('hex')).toMatch(/^1f8b08040000000000ff0600424302001b00/);
  if (hasBgzip) execFileSync('bgzip', ['--test', packed]);
});
