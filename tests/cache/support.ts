import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunInfo, TrackValues } from '../../src-main/contract/index.ts';
import { makeRun } from './random-runs.ts';

export * from './random-runs.ts';

/** A folder of the test's own, deleted when it ends. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const databaseIn = (folder: string): string => join(folder, 'predictions.sqlite');

/** The files that were set aside in `folder`, as paths. */
export function damagedIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^predictions\.damaged-.*\.sqlite$/.test(name))
    .map((name) => join(folder, name));
}

/** What `action` throws. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('It did not throw.');
}

/** The values of a track that overlap `[start, end)`, found bin by bin. */
export function cut(track: TrackValues, start: number, end: number): TrackValues {
  const { bin } = track.info;
  const from = (i: number) => track.start + i * bin;
  const kept = [...track.values.keys()].filter((i) => from(i) < end && from(i + 1) > start);
  const first = kept[0] ?? 0;
  return {
    info: track.info,
    start: from(first),
    values: track.values.slice(first, first + kept.length),
  };
}

/** A run with one track of these values at one base each. */
export function plainRun(key: string, values: Float32Array): [RunInfo, TrackValues[]] {
  const info = { id: 'entropy', label: 'Entropy', unit: 'bits', color: '#3366cc', bin: 1 };
  return [makeRun(key), [{ info, start: 0, values }]];
}
