import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Contig, Prediction, RunInfo, TrackInfo } from '../../src-main/contract/index.ts';

/** Numbers from 0 to 1 that are the same on every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Files that should not be there once an export is over. */
export function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'));
}

export const contigs: Contig[] = [
  { name: 'chr2', length: 5_003 },
  { name: 'chr10', length: 3_000 },
  { name: 'chr1', length: 1_000 },
];

export function trackInfo(info: Partial<TrackInfo> = {}): TrackInfo {
  const base = {
    id: 'promoter',
    label: 'Promoter',
    unit: 'probability',
    color: '#ff8000',
    bin: 10,
  };
  return { ...base, ...info };
}

/** A prediction of `contig:start-end` (0-based half-open) whose bins hold `value(track, start)`. */
export function prediction(
  contig: string,
  start: number,
  end: number,
  value: (track: number, start: number) => number,
  infos: readonly TrackInfo[] = [trackInfo()],
  run: Partial<RunInfo> = {},
): Prediction {
  const tracks = infos.map((info, track) => {
    const first = Math.floor(start / info.bin) * info.bin;
    const length = Math.ceil((end - first) / info.bin);
    const values = Float32Array.from({ length }, (_, i) => value(track, first + i * info.bin));
    return { info, start: first, values };
  });
  const region = { contig, start, end };
  return { run: runInfo({ interval: region, ...run }), region, tracks, fromCache: false };
}

function runInfo(run: Partial<RunInfo>): RunInfo {
  return {
    key: 'a1b2',
    model: { id: 'toy', name: 'Toy model', version: '1.2', family: 'hawk', hash: 'f00d' },
    interval: { contig: 'chr1', start: 0, end: 1000 },
    engineVersion: '7',
    provider: 'cpu',
    settings: { strand: 'both', reset: 0 },
    createdAt: '2026-01-02T03:04:05Z',
    seconds: 1,
    peakBytes: 1,
    ...run,
  };
}

/** One value per base of each contig, NaN where there is none. */
export type Bases = Map<string, Float32Array>;

export function noBases(): Bases {
  return new Map(contigs.map(({ name, length }) => [name, new Float32Array(length).fill(NaN)]));
}

/** What a file with one value per base must say of a track: base by base, first region first. */
export function expectedBases(predictions: readonly Prediction[], track: number): Bases {
  const bases = noBases();
  const taken = new Map(contigs.map(({ name, length }) => [name, new Uint8Array(length)]));
  const ordered = contigs.flatMap(({ name }) =>
    predictions
      .filter(({ region }) => region.contig === name)
      .sort((a, b) => a.region.start - b.region.start || a.region.end - b.region.end),
  );
  for (const { region, tracks } of ordered) {
    const { info, start, values } = tracks[track]!;
    const claimed = taken.get(region.contig)!;
    for (
      let base = start;
      base < Math.min(claimed.length, start + values.length * info.bin);
      base++
    ) {
      if (claimed[base] === 1) continue;
      claimed[base] = 1;
      bases.get(region.contig)![base] = values[Math.floor((base - start) / info.bin)]!;
    }
  }
  return bases;
}

const systemPython = '/usr/bin/python3';

/** True where the Python on this machine has the module. */
export function pythonHas(module: string): boolean {
  return spawnSync(systemPython, ['-c', `import ${module}`]).status === 0;
}

/** What a Python script prints, read as JSON. */
export function python(script: string, ...args: string[]): unknown {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(systemPython, ['-c', script, ...args], options));
}
