import { expect, it } from 'vitest';
import type { PerturbationJob } from '../../src-main/engine/jobs/index.ts';
import { groupParts } from '../../src-main/engine/tiled/group-parts.ts';
import type { GraphManifest } from '../../src-main/model/index.ts';

/** A model of so many tracks of 32 bp. */
function manifest(count: number): Pick<GraphManifest, 'outputs'> {
  const tracks = Array.from({ length: count }, (_, i) => ({ id: `t${i}` }));
  return { outputs: [{ kind: 'tracks', bin: 32, tracks }] } as unknown as GraphManifest;
}

const parts = Array.from({ length: 40 }, (_, i) => ({ start: 9_000 * i, end: 9_000 * i + 6_144 }));
const job = {
  tokens: new Uint8Array(400_000),
  tasks: Array.from({ length: 80 }),
  parts,
  tasksOfParts: parts.map((_, i) => i % 5),
} as unknown as PerturbationJob;

it('groups hold all parts and tasks in order, as many as their values leave room for', () => {
  for (const [tracks, most] of [
    [3, 40],
    // 40 parts of 40 MB.
    [50_000, 1],
    // Of 15 MB.
    [20_000, 4],
  ] as const) {
    const groups = groupParts(manifest(tracks), job);
    expect(groups.flatMap(({ parts }) => parts.map(({ number }) => number))).toEqual([
      ...parts.keys(),
    ]);
    expect(Math.max(...groups.map(({ parts }) => parts.length))).toBe(most);
    let next = 0;
    for (const { parts, first, end } of groups) {
      expect(first).toBe(next);
      next = end;
      const own = parts.reduce((sum, { number }) => sum + (number % 5), 0);
      expect(end - first).toBe(own);
    }
    expect(next).toBe(80);
  }
});

it('where a task may be of any part, all are one group', () => {
  const groups = groupParts(manifest(50_000), { ...job, tasksOfParts: undefined });
  expect(groups).toMatchObject([{ first: 0, end: 80 }]);
  expect(groups[0]!.parts).toHaveLength(40);
});
