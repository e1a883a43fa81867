import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CacheFile } from '../../src-main/cache/file/cache-file.ts';
import { PredictionCache } from '../../src-main/cache/index.ts';
import type {
  BinPieces,
  PerturbationResult,
  PerturbationTask,
} from '../../src-main/engine/index.ts';

import { readModelPackage } from '../../src-main/model/index.ts';
import { perturbInterval } from '../../src-main/analysis/perturbations/index.ts';
import type { Genome } from '../../src-main/formats/genome/index.ts';
import { loadModel } from '../../src-main/library/index.ts';
import { sameBits } from '../support/compare.ts';
import { canFindProcesses, killComputeProcess } from '../support/compute-processes.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { EventLog, unstopped } from '../support/event-log.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');
const tokens = randomTokens(4096, new Random(3));
/** So many that they are computed in several groups. */
const tasks = Array.from({ length: 64 }, (_, i): PerturbationTask => {
  return { edits: [{ start: i * 60, end: i * 60 + 5, tokens: Uint8Array.of(11) }], tracks: true };
});

function model(name: string, tracks: boolean) {
  const path = join(folder, name);
  const config: CaduceusShape = { model_type: 'caduceus' };
  writeRandomModel(path, { seed: 1, config, ...(tracks && { tracks: { count: 2, bin: 16 } }) });
  return loadModel({ model: readModelPackage(path), origin: 'imported' });
}
/** Its sequence is given. */
const noGenome: Genome = {
  ...{ format: 'fasta', path: 'none', contigs: [] },
  ...{ fetch: () => expect.fail('fetched'), close: () => expect.fail('closed') },
};
const withTracks = await model('tracks', true);

interface Options {
  readonly cache?: PredictionCache;
  readonly start?: number;
  readonly asked?: readonly PerturbationTask[];
  readonly used?: typeof withTracks;
  readonly signal?: AbortSignal;
  readonly onBegun?: () => void;
  readonly onResult?: (found: readonly PerturbationResult[]) => void;
}

/** Runs tasks as the service does, and tells all that came of it. */
async function change({ start = 1600, asked = tasks, used = withTracks, ...options }: Options) {
  const told = { processes: 0, results: [] as PerturbationResult[] };
  const log = new EventLog();
  if (options.onBegun) log.onBegun = options.onBegun;
  const settings = { provider: 'cpu', threads: 1, chunk: 256, tolerance: 0.01 } as const;
  let base: BinPieces | undefined;
  let error: unknown;
  try {
    ({ bins: base } = await perturbInterval(
      { start, tokens },
      asked,
      settings,
      {
        ...{ genome: noGenome, model: used, cache: options.cache, graphs },
        ...{ signal: options.signal ?? unstopped, emit: log.onEvent },
        startComputeProcess() {
          told.processes += 1;
          return sharedComputeProcess();
        },
      },
      (result) => {
        told.results.push(result);
        options.onResult?.(told.results);
      },
    ));
  } catch (thrown) {
    error = thrown;
  }
  const { begun, notes } = log;
  return { ...told, begun, notes, base, error };
}

const inOrder = (results: readonly PerturbationResult[]) =>
  results.toSorted((a, b) => a.task - b.task);

describe('perturbations of an interval', () => {
  it('are computed once, and then found without a compute process, bit for bit', async () => {
    const cache = PredictionCache.open(temporaryFolder());
    const first = await change({ cache });
    expect(first).toMatchObject({ processes: 1, notes: [], error: undefined });
    expect(inOrder(first.results).map(({ task }) => task)).toEqual([...tasks.keys()]);

    const second = await change({ cache });
    expect(second).toMatchObject({ processes: 0, begun: 0 });
    expect(second.results.map(({ task }) => task)).toEqual([...tasks.keys()]);
    expect(sameBits(second.base![0]!.values[1]!, first.base![0]!.values[1]!)).toBe(true);
    for (const [i, result] of inOrder(first.results).entries()) {
      expect(second.results[i]!.window).toEqual(result.window);
      expect(second.results[i]!.bins![0]!.first).toBe(result.bins![0]!.first);
      for (const [track, values] of result.bins![0]!.values.entries()) {
        expect(sameBits(second.results[i]!.bins![0]!.values[track]!, values)).toBe(true);
      }
    }
    cache.close();
  });

  it('are found where the same sequence stands elsewhere, at the bins of that place', async () => {
    const cache = PredictionCache.open(temporaryFolder());
    const here = await change({ cache, asked: tasks.slice(0, 3) });
    const there = await change({ cache, asked: tasks.slice(0, 3), start: 1600 + 160 });
    const shifted = await change({ cache, asked: tasks.slice(0, 3), start: 1600 + 8 });
    expect([there.processes, shifted.processes]).toEqual([0, 1]);
    expect(there.base![0]!.first).toBe(here.base![0]!.first + 10);
    const firsts = ({ results }: typeof here) =>
      inOrder(results).map(({ bins }) => bins![0]!.first);
    expect(firsts(there)).toEqual(firsts(here).map((first) => first + 10));
    cache.close();
  });

  it('are computed as far as they are new', async () => {
    const cache = PredictionCache.open(temporaryFolder());
    await change({ cache, asked: tasks.slice(0, 2) });
    const more = await change({ cache, asked: tasks.slice(0, 4) });
    expect(more.processes).toBe(1);
    // What is known is told before anything is computed.
    expect(more.results.slice(0, 2).map(({ task }) => task)).toEqual([0, 1]);
    expect(inOrder(more.results).map(({ task }) => task)).toEqual([0, 1, 2, 3]);
    expect((await change({ cache, asked: tasks.slice(0, 4) })).processes).toBe(0);
    cache.close();
  });

  it('of a model without tracks are found, too', async () => {
    const used = await model('likelihood', false);
    const cache = PredictionCache.open(temporaryFolder());
    const range = { start: 0, end: 50 };
    const distributions = { before: range, after: range };
    const asked = [{ edits: tasks[0]!.edits, tracks: false, distributions }];
    const first = await change({ cache, used, asked });
    const second = await change({ cache, used, asked });
    expect([first.processes, second.processes]).toEqual([1, 0]);
    expect(second.base).toBeUndefined();
    const [before, after] = [first, second].map(({ results: [one] }) => one!.distributions!.after);
    expect(sameBits(after!, before!)).toBe(true);
    cache.close();
  });

  it.skipIf(!canFindProcesses)(
    'go on with those that are left where the process is killed',
    async () => {
      const whole = await change({});
      let killed = false;
      const disturbed = await change({
        onResult() {
          if (!killed) killComputeProcess();
          killed = true;
        },
      });
      expect(disturbed.error).toBeUndefined();
      expect(disturbed.processes).toBe(2);
      expect(disturbed.notes).toEqual([
        expect.stringMatching(
          /^The compute process was killed.*; continuing with the remaining \d+/,
        ),
      ]);
      // Each comes once, with the values of an undisturbed run.
      expect(inOrder(disturbed.results).map(({ task }) => task)).toEqual([...tasks.keys()]);
      for (const [i, { bins }] of inOrder(whole.results).entries()) {
        const [other] = inOrder(disturbed.results)[i]!.bins!;
        expect(other!.first).toBe(bins![0]!.first);
        for (const [track, values] of bins![0]!.values.entries()) {
          const differences = values.map((value, b) => Math.abs(value - other!.values[track]![b]!));
          expect(Math.max(...differences)).toBeLessThan(1e-5);
        }
      }
    },
  );

  it.skipIf(!canFindProcesses)('are all there where the process dies behind the last', async () => {
    const { results, processes, notes, error } = await change({
      asked: tasks.slice(0, 1),
      onResult: killComputeProcess,
    });
    expect({ processes, notes, error }).toEqual({ processes: 1, notes: [], error: undefined });
    expect(results).toHaveLength(1);
  });

  it.skipIf(!canFindProcesses)('are given up where the process dies before the first', async () => {
    const { error, processes } = await change({ onBegun: killComputeProcess });
    expect(error).toMatchObject({ code: 'compute-died' });
    expect(processes).toBe(1);
  });

  it('stop at once where they are cancelled, and what was found is found again', async () => {
    const cache = PredictionCache.open(temporaryFolder());
    const controller = new AbortController();
    const stopped = await change({
      cache,
      signal: controller.signal,
      onResult({ length }) {
        if (length === 3) controller.abort();
      },
    });
    expect(stopped.error).toMatchObject({ code: 'cancelled' });
    const known = stopped.results.map(({ task }) => task);
    expect(known).toHaveLength(3);

    const rest = await change({ cache });
    // What is computed side by side comes in any order, what is found in that of the tasks.
    const found = rest.results.slice(0, known.length).map(({ task }) => task);
    expect(found).toEqual(known.toSorted((a, b) => a - b));
    expect(inOrder(rest.results).map(({ task }) => task)).toEqual([...tasks.keys()]);
    cache.close();
  });

  it('that cannot be kept are told all the same, with one note', async () => {
    const file = CacheFile.open(temporaryFolder());
    const cache = new PredictionCache(file);
    // SQLite answers a file at its page limit as it answers a full disk.
    file.use((db) =>
      db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true }))}`),
    );
    const { results, notes, error, base } = await change({ cache });
    expect(error).toBeUndefined();
    expect(results).toHaveLength(tasks.length);
    expect(base![0]!.values).toHaveLength(2);
    expect(notes).toEqual([
      expect.stringMatching(
        /^the effects are not kept for next time: The cache .* has no room left/,
      ),
    ]);
    cache.close();
  });

  it('are told apart by all that makes them what they are', async () => {
    const cache = PredictionCache.open(temporaryFolder());
    const [task] = tasks as [PerturbationTask, ...PerturbationTask[]];
    await change({ cache, asked: [task] });
    const [edit] = task.edits as [PerturbationTask['edits'][0]];
    const others: PerturbationTask[] = [
      { ...task, tracks: false },
      { ...task, edits: [{ ...edit, tokens: Uint8Array.of(7) }] },
      { ...task, edits: [{ ...edit, end: edit.end + 1 }] },
      { ...task, distributions: { before: edit, after: edit } },
    ];
    for (const other of others) {
      expect((await change({ cache, asked: [other] })).processes).toBe(1);
    }
    cache.close();
  });
});
