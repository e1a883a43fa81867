import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  computePerturbations,
  foreseePerturbations,
  type PerturbationResult,
  type PerturbationTask,
} from '../../src-main/engine/index.ts';
import type { PassBegun, PerturbationJob } from '../../src-main/engine/jobs/index.ts';
import { forkComputeProcess } from '../../src-main/engine/process/start-compute-process.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { seededRandom, shufflePairs } from '../../src-main/sequence/index.ts';
import { referenceModels } from '../support/paths.ts';
import { edited } from '../support/random-edits.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { tutorialContig } from '../support/tutorial-genome.ts';

const graphs = sharedFolder();
const tolerance = 0.01;
const length = 24_000;
const tokens = tutorialContig('chrT2').subarray(40_000, 40_000 + length);
const [a, n] = [7, 11];

interface Perturbed {
  readonly results: PerturbationResult[];
  readonly base: readonly Float32Array[];
  readonly begun: PassBegun;
  readonly peakBytes: number;
  /** How far the changes were, from time to time. */
  readonly fractions: readonly number[];
}

async function perturb(
  job: Partial<PerturbationJob> & Pick<PerturbationJob, 'model' | 'tasks'>,
  start = sharedComputeProcess,
): Promise<Perturbed> {
  const { hash } = await identifyModel(readModelPackage(job.model));
  const results: PerturbationResult[] = [];
  let base: readonly Float32Array[] = [];
  let begun: PassBegun | undefined;
  let peakBytes = 0;
  const fractions: number[] = [];
  const whole = {
    ...{ modelHash: hash, tokens, start: 0, graphs, threads: 2, tolerance },
    provider: 'cpu' as const,
    ...job,
  };
  const listener = {
    onReply(reply: Parameters<Parameters<typeof computePerturbations>[1]['onReply']>[0]) {
      if (reply.kind === 'begun') begun = reply;
      if (reply.kind === 'tracks') base = reply.pieces[0]!.values;
      if (reply.kind === 'perturbation') results[reply.task] = reply;
      if (reply.kind === 'done') ({ peakBytes } = reply);
      if (reply.kind === 'progress' && reply.progress.stage === 'edits')
        fractions.push(reply.progress.fraction);
    },
    onNote: (note: string) => expect.fail(note),
  };
  await computePerturbations(whole, listener, undefined, start);
  return { results, base, begun: begun!, peakBytes, fractions };
}

/** The base run's values with those that a task has changed put in their place. */
function merged({ base }: Perturbed, { bins }: PerturbationResult): number[] {
  return base.flatMap((values, track) => {
    const { first, values: own } = bins![0]!;
    const changed = [...own[track]!];
    return [...values.slice(0, first), ...changed, ...values.slice(first + changed.length)];
  });
}

function task(start: number, end: number, put: Uint8Array): PerturbationTask {
  return { edits: [{ start, end, tokens: put }], tracks: true };
}

const substitution = (at: number) => task(at, at + 1, Uint8Array.of(tokens[at] === a ? 9 : a));

describe.each(['hawk-tutorial', 'caduceus-tutorial'] as const)(
  'what changes of %s are told within the tolerance',
  (name) => {
    const model = referenceModels[name];
    const shuffled = shufflePairs(tokens.subarray(15_000, 15_600), seededRandom(4));
    const tasks = [
      // At the ends of the contig, on both sides of a border of blocks and chunks, and inside.
      ...[0, 1, 2047, 2048, 8255, 8256, 11_337, length - 1].map(substitution),
      task(6_000, 6_500, new Uint8Array(500).fill(n)),
      task(15_000, 15_600, shuffled),
      // Many in one block, and some far from them.
      {
        edits: [9_000, 9_003, 9_017, 9_040, 20_000].map((at) => substitution(at).edits[0]!),
        tracks: true,
      },
      task(12_000, 12_000, tokens.slice(0, 37)),
      task(18_000, 18_090, new Uint8Array(0)),
    ];

    it('by substitutions, knock-outs, shuffles, insertions and deletions', async () => {
      const found = await perturb({ model, tasks });
      for (const [i, { edits }] of tasks.entries()) {
        const { results } = found;
        const { window, bins } = results[i]!;
        expect(window.start).toBeLessThanOrEqual(edits[0]!.start);
        expect(window.end).toBeGreaterThanOrEqual(edits.at(-1)!.end);
        const sequence = edited(tokens, edits);
        const whole = await runPass({ model, graphs, tokens: sequence, threads: 2 });
        if (sequence.length === length) {
          const expected = whole.tracks.flatMap((values) => [...values]);
          const own = merged(found, results[i]!);
          const off = Math.max(...own.map((value, at) => Math.abs(value - expected[at]!)));
          expect(off).toBeLessThan(tolerance);
        } else {
          // Bins before the first change stand where they stood.
          const { first, values } = bins![0]!;
          const before = Math.floor(edits[0]!.start / 128) - 1 - first;
          for (const [track, own] of values.entries()) {
            for (let at = 0; at < before; at++) {
              const off = Math.abs(own[at]! - whole.tracks[track]![first + at]!);
              expect(off).toBeLessThan(tolerance);
            }
          }
        }
      }
    });

    it('the same bits on any number of threads, and progress that never goes back', async () => {
      const own = await perturb({ model, tasks, threads: 1 });
      for (const threads of [2, 3, 8]) {
        const found = await perturb({ model, tasks, threads });
        expect(found.results).toEqual(own.results);
        for (const [i, fraction] of found.fractions.entries()) {
          // Sums of shares are rounded.
          expect(fraction).toBeGreaterThan((found.fractions[i - 1] ?? 0) - 1e-9);
        }
        expect(found.fractions.at(-1)).toBe(1);
      }
    });

    it('the same whatever the chunk, the blocks and the memory', async () => {
      const some = tasks.slice(6, 10);
      const own = await perturb({ model, tasks: some });
      for (const other of [
        { chunk: 300, block: 100 },
        { chunk: 4096, block: 32 },
        // So little that slabs are computed again and again.
        { memory: 260e6, chunk: 1024 },
      ]) {
        const found = await perturb({ model, tasks: some, ...other });
        for (const [i, result] of found.results.entries()) {
          const expected = merged(own, own.results[i]!);
          const off = merged(found, result).map((value, at) => Math.abs(value - expected[at]!));
          expect(Math.max(...off)).toBeLessThan(tolerance);
        }
      }
    });
  },
);

describe('perturbations of what the memory does not hold', () => {
  const model = referenceModels['hawk-tutorial'];
  const tasks = [substitution(5000), task(6_000, 6_500, new Uint8Array(500).fill(n))];

  it('are the same with all of the reading in files, which are gone at the end', async () => {
    const scratch = temporaryFolder();
    const spilled = await perturb({ model, tasks, scratch: join(scratch, 'own'), spill: 'always' });
    const own = await perturb({ model, tasks });
    expect(spilled.begun.spilledBytes).toBeGreaterThan(0);
    expect(own.begun.spilledBytes).toBe(0);
    for (const [i, result] of spilled.results.entries()) {
      expect(result.bins).toEqual(own.results[i]!.bins);
    }
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('leave no files where they fail, either', async () => {
    const scratch = temporaryFolder();
    // No such token: what it would be read as is no number.
    const bad = task(7_000, 7_001, Uint8Array.of(200));
    const own = { model, tasks: [...tasks, bad], scratch: join(scratch, 'own') };
    await expect(perturb({ ...own, spill: 'always' })).rejects.toThrow();
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.each([
    { what: 'many', count: 60, threads: 2, tolerance, memory: 640e6 },
    // As large as they can be, and as many at a time as there are.
    { what: 'those that change everything', count: 4, threads: 3, tolerance: 1e-12, memory: 480e6 },
  ])('stay within the memory: $what', async ({ count, memory, ...own }) => {
    const contig = tutorialContig('chrT2');
    const knockOuts = Array.from({ length: count }, (_, i) => {
      const start = Math.floor((i * 180_000) / count) + 500;
      return task(start, start + 400, new Uint8Array(400).fill(n));
    });
    const scratch = join(temporaryFolder(), 'own');
    const job = { ...own, model, tasks: knockOuts, tokens: contig, scratch, memory };
    const { results, peakBytes } = await perturb(job, forkComputeProcess);
    expect(results.length).toBe(count);
    expect(peakBytes).toBeLessThan(memory);
    const pass = { length: contig.length, spill: 'auto', memory } as const;
    const { memoryBytes } = foreseePerturbations(readModelPackage(model), pass);
    expect(peakBytes).toBeLessThan(memoryBytes);
    expect(memoryBytes).toBeLessThan(2 * peakBytes);
  });
});
