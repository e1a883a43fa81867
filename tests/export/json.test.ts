import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportPredictions } from '../../src-main/analysis/export/index.ts';
import { randomPredictions } from './random-predictions.ts';
import { contigs, prediction, temporaryFolder, trackInfo } from './support.ts';

test('the object says model, runs and coordinates, and null where there is no value', async () => {
  const path = join(temporaryFolder(), 'a.json');
  const info = trackInfo({ role: 'promoter', label: 'A "quoted"\tlabel' });
  const values = (_: number, start: number) => [0.25, NaN, -Infinity, -1e-7][start / 10 - 1]!;
  const made = prediction('chr1', 12, 45, values, [info]);
  const { run } = made;
  await exportPredictions({ predictions: [made], contigs, path });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    formatVersion: 1,
    program: 'megabase',
    coordinates: '0-based half-open, in bp',
    model: run.model,
    runs: [
      {
        key: 'a1b2',
        interval: { contig: 'chr1', start: 12, end: 45 },
        engineVersion: '7',
        provider: 'cpu',
        settings: { strand: 'both', reset: 0 },
        createdAt: '2026-01-02T03:04:05Z',
      },
    ],
    regions: [
      {
        contig: 'chr1',
        start: 12,
        end: 45,
        run: 'a1b2',
        interval: { contig: 'chr1', start: 12, end: 45 },
        tracks: [{ ...info, start: 10, values: [0.25, null, null, -1e-7] }],
      },
    ],
  });
});

test('many values in several regions read back as the same float32', async () => {
  const path = join(temporaryFolder(), 'a.json');
  const predictions = randomPredictions(9);
  await exportPredictions({ predictions, contigs, path });
  const read = JSON.parse(readFileSync(path, 'utf8')) as {
    regions: { contig: string; tracks: { id: string; start: number; values: number[] }[] }[];
  };
  expect(read.regions.map(({ contig }) => contig)).toEqual(
    predictions.map(({ region }) => region.contig),
  );
  for (const [index, { tracks }] of read.regions.entries()) {
    const written = predictions[index]!.tracks;
    expect(tracks.map(({ id, start }) => [id, start])).toEqual(
      written.map(({ info, start }) => [info.id, start]),
    );
    const floats = tracks.map(({ values }) =>
      Float32Array.from(values, (value: number | null) => value ?? NaN),
    );
    expect(floats).toEqual(written.map(({ values }) => values));
  }
});
