import { describe, expect, it } from 'vitest';
import type { Provider } from '../../src-main/contract/index.ts';
import {
  computePass,
  computePerturbations,
  type PassBegun,
  type PassJob,
  type Reply,
} from '../../src-main/engine/index.ts';
import { ComputePlace } from '../../src-main/engine/fallback/index.ts';
import type { Request } from '../../src-main/engine/jobs/index.ts';
import { passChunk } from '../../src-main/engine/memory/index.ts';
import {
  forkComputeProcess,
  type ComputeProcess,
} from '../../src-main/engine/process/start-compute-process.ts';
import { chooseScan } from '../../src-main/engine/recurrent/scans/choose-scan.ts';
import { Embedding } from '../../src-main/engine/recurrent/tensors/embed.ts';
import { openScans } from '../../src-main/engine/recurrent/scans/open-scans.ts';
import { openPassTensors } from '../../src-main/engine/recurrent/tensors/pass-tensors.ts';
import { runLayers } from '../../src-main/engine/recurrent/pass.ts';
import type { ScanStep, States } from '../../src-main/engine/recurrent/scan-runner.ts';
import { FittingCalls } from '../../src-main/engine/recurrent/scans/fitting-calls.ts';
import {
  describeNetwork,
  type DirectionalScan,
  GraphCache,
  identifyModel,
  openNetwork,
  readModelPackage,
} from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { cpuNotes } from '../../src-renderer/format/index.ts';
import { sameBits, worstRatio } from '../support/compare.ts';
import { referenceModels } from '../support/paths.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const graphs = sharedFolder();
const tokens = randomTokens(300, new Random(5));
const names = ['caduceus-ps', 'hawk-bi', 'hawk-causal'] as const;

describe.each(names)('a GPU that fails while it runs %s', (name) => {
  const model = readModelPackage(referenceModels[name]);

  /** Runs all layers; the GPU is the CPU's operators until `fails` says that it is lost. */
  async function pass(
    fails: (step: ScanStep, run: number) => 'throws' | 'lies' | Error | undefined,
    { read, chunk } = { read: tokens, chunk: 64 },
  ) {
    const { network, close } = openNetwork(model);
    const notes: string[] = [];
    const computed: Provider[] = [];
    const own = GraphCache.of(
      model as Parameters<typeof GraphCache.of>[0],
      graphs,
      (await identifyModel(model)).hash,
    );
    const place = new ComputePlace('webgpu', (note) => notes.push(note));
    let runs = 0;
    const choose = async (provider: Provider) => {
      const session = { provider: 'cpu', threads: 1 } as const;
      const scans = await chooseScan(network, 'operators', { graphs: own, session });
      return {
        ...scans,
        open: async (layer: number, scan: Parameters<typeof scans.open>[1]) => {
          const runner = await scans.open(layer, scan);
          return {
            async run(step: ScanStep) {
              const fate = provider === 'cpu' ? undefined : fails(step, ++runs);
              if (fate instanceof Error) throw fate;
              if (fate === 'throws') throw new Error('Device is lost.\nand more');
              computed.push(provider);
              const states = await runner.run(step);
              if (fate === 'lies') step.into.fill(NaN);
              return states;
            },
            release: () => runner.release(),
          };
        },
      };
    };
    const onNote = (note: string) => notes.push(note);
    const settings = { place, graphs: own, threads: 1, scan: 'operators', onNote } as const;
    const scans = await openScans(network, settings, choose);
    const plan = new ChunkPlan(read.length, chunk);
    const embedding = new Embedding(network, plan, read);
    const tensors = await openPassTensors(network, plan, { embedding });
    await runLayers(
      network,
      tensors,
      { layer: 0, scan: 0 },
      {
        baseOf: (token) => token,
        openScan: (layer, scan) => scans.open(layer, scan),
        onStep: () => undefined,
      },
    );
    close();
    const values = tensors.residuals.flatMap((one) =>
      Array.from({ length: plan.count }, (_, k) => [...one.chunk(k)]).flat(),
    );
    return { values: Float32Array.from(values), notes, computed };
  }

  it.each(['throws', 'lies'] as const)(
    'and then %s costs one chunk, and the CPU goes on',
    async (fate) => {
      const whole = await pass(() => undefined);
      expect(whole.notes).toEqual([]);
      expect(new Set(whole.computed)).toEqual(new Set(['webgpu']));
      const failed = await pass((_, run) => (run === 7 ? fate : undefined));
      expect(sameBits(failed.values, whole.values)).toBe(true);
      const why =
        fate === 'throws' ? 'Device is lost\\.' : 'it gave NaN where numbers were expected';
      expect(failed.notes).toEqual([
        expect.stringMatching(`^webgpu failed in the middle of the job \\(${why}\\): what it had`),
      ]);
      expect(cpuNotes(failed.notes)).toEqual(failed.notes);
      const wasted = fate === 'lies' ? 1 : 0;
      expect(failed.computed).toHaveLength(whole.computed.length + wasted);
      expect(failed.computed.filter((one) => one === 'webgpu')).toHaveLength(6 + wasted);
    },
  );

  it('for want of memory goes on with smaller calls', async () => {
    const full = new Error('Failed to allocate memory for requested buffer of size 7');
    const size = { read: randomTokens(3000, new Random(6)), chunk: 1500 };
    const whole = await pass(() => undefined, size);
    const halved = await pass((step) => (step.tokens > 400 ? full : undefined), size);
    expect(worstRatio(halved.values, whole.values)).toBeLessThan(1e-5);
    expect(new Set(halved.computed)).toEqual(new Set(['webgpu']));
    expect(halved.notes).toEqual(
      [750, 375].map((n) => `webgpu ran out of memory: it goes on with at most ${n} bp a call.`),
    );
    // Down to where calls would cost more than they compute.
    const hopeless = await pass((step) => (step.tokens > 300 ? full : undefined), size);
    expect(worstRatio(hopeless.values, whole.values)).toBeLessThan(1e-5);
    expect(hopeless.notes).toHaveLength(3);
    expect(hopeless.notes[2]).toMatch(/^webgpu failed in the middle of the job \(Failed to alloc/);
  });
});

it('sequences side by side for which a GPU has no room are computed one after the other', async () => {
  const random = new Random(9);
  const values = (length: number) => Float32Array.from({ length }, () => random.normal());
  const [batch, tokens] = [5, 3];
  const scan = { direction: 'both', states: [] } as unknown as DirectionalScan;
  const step = {
    ...{ batch, tokens, first: true, forwardPartial: undefined },
    ...{ residual: values(batch * tokens * 2), states: { a: values(batch * 4), b: values(batch) } },
    into: new Float32Array(batch * tokens * 2),
  };
  const calls: number[] = [];
  const run = (one: ScanStep): Promise<States> => {
    calls.push(one.batch);
    if (one.batch * one.tokens > 6) return Promise.reject(new Error('out of memory'));
    one.into.set(one.residual.map((value) => 2 * value));
    const more = Object.entries(one.states).map(
      ([name, state]) => [name, state.map((value) => value + 1)] as const,
    );
    return Promise.resolve(Object.fromEntries(more));
  };
  const told: number[] = [];
  const left = await new FittingCalls((most) => told.push(most)).run(scan, run, step);
  expect(step.into).toEqual(step.residual.map((value) => 2 * value));
  expect(left['a']).toEqual(step.states.a.map((value) => value + 1));
  expect(left['b']).toEqual(step.states.b.map((value) => value + 1));
  expect(calls).toEqual([5, 2, 1, 2]);
  expect(told).toEqual([8]);
});

it('calls on their way together, for which a GPU has no room, tell of each smaller size once', async () => {
  const scan = { direction: 'forward', states: [] } as unknown as DirectionalScan;
  const told: number[] = [];
  const fitting = new FittingCalls((most) => told.push(most));
  const calls: number[] = [];
  /** A call waits until all that were made before it have been answered. */
  let before: Promise<unknown> = Promise.resolve();
  const run = ({ tokens, states }: ScanStep): Promise<States> => {
    calls.push(tokens);
    const own = before.then(() => {
      if (tokens > 512) throw new Error('out of memory');
      return states;
    });
    before = own.catch(() => undefined);
    return own;
  };
  const step = (tokens: number) => ({
    ...{ batch: 1, tokens, first: true, forwardPartial: undefined, states: {} },
    ...{ residual: new Float32Array(tokens), into: new Float32Array(tokens) },
  });
  await Promise.all([1024, 1024, 2048].map((tokens) => fitting.run(scan, run, step(tokens))));
  expect(told).toEqual([512]);
  expect(calls).toEqual([1024, 1024, 2048, 512, 512, 512, 512, 512, 512, 512, 512]);
});

it('what the CPU cannot compute either is told as it was', async () => {
  const place = new ComputePlace('cuda', () => undefined);
  const opened = await place.open(() => Promise.resolve({ release: () => Promise.resolve() }));
  const tried: Provider[] = [];
  const work = opened.use((_, provider) => {
    tried.push(provider);
    return Promise.reject(new Error(`not on ${provider}`));
  });
  await expect(work).rejects.toThrow('not on cpu');
  expect(tried).toEqual(['cuda', 'cpu']);
  expect(place.provider).toBe('cpu');
});

it('what a GPU does not even open is opened on the CPU, and what was open moves with it', async () => {
  const notes: string[] = [];
  const place = new ComputePlace('cuda', (note) => notes.push(note));
  const at: Provider[] = [];
  const open = (provider: Provider) => {
    at.push(provider);
    return Promise.resolve({ release: () => Promise.resolve() });
  };
  const first = await place.open(open);
  await place.open((provider) => {
    if (provider === 'cuda') return Promise.reject(new Error('no kernel for this card'));
    return open(provider);
  });
  expect(await first.use((_, provider) => Promise.resolve(provider))).toBe('cpu');
  expect(at).toEqual(['cuda', 'cpu', 'cpu']);
  expect(notes).toHaveLength(1);
});

describe('a process that dies with its GPU', () => {
  const settings = { graphs, threads: 1, start: 0, provider: 'auto' } as const;
  const begun: PassBegun = {
    provider: 'webgpu',
    notes: [],
    scan: { scan: 'operators', detail: '' },
    chunk: 77,
    chunks: 4,
    spilledBytes: 0,
    resumedScans: 0,
    settings: {},
  };

  /** Dies once it has begun on a GPU; on the CPU it is a real one. */
  function startDying(asked: Request[], last: readonly Reply[] = []): () => ComputeProcess {
    return () => {
      const real = forkComputeProcess();
      let onReply: (reply: Reply) => void = () => undefined;
      let onEnd: Parameters<ComputeProcess['onEnd']>[0] = () => undefined;
      return {
        ...real,
        onReply: (listener) => real.onReply((onReply = listener)),
        onEnd: (listener) => real.onEnd((onEnd = listener)),
        send(request) {
          asked.push(request);
          if ('job' in request && request.job.provider === 'cpu') {
            real.send(request);
            return;
          }
          onReply({ kind: 'begun', ...begun });
          last.forEach((reply) => onReply(reply));
          onEnd({ code: null, signal: 'SIGSEGV', lastLine: '' });
        },
      };
    };
  }

  async function asked(
    run: (start: () => ComputeProcess, note: (text: string) => void) => unknown,
  ) {
    const requests: Request[] = [];
    const notes: string[] = [];
    await run(startDying(requests), (note) => notes.push(note));
    return { notes, jobs: requests.map((request) => ('job' in request ? request.job : undefined)) };
  }

  it('costs what it was at: the CPU goes on, in chunks that fit the checkpoint', async () => {
    const model = readModelPackage(referenceModels['hawk-bi']);
    const modelHash = (await identifyModel(model)).hash;
    const checkpoint = temporaryFolder();
    const job: PassJob = { ...settings, model: model.folder, modelHash, tokens, checkpoint };
    const replies: Reply['kind'][] = [];
    const { notes, jobs } = await asked((start, onNote) =>
      computePass(job, { onReply: ({ kind }) => replies.push(kind), onNote }, undefined, start),
    );
    expect(jobs.map((one) => [one?.provider, one?.chunk])).toEqual([
      ['auto', undefined],
      ['cpu', 77],
    ]);
    expect(notes).toEqual([
      'The compute process was ended by SIGSEGV while webgpu computed; continuing on the CPU.',
    ]);
    expect(cpuNotes(notes)).toEqual(notes);
    expect(replies.at(-1)).toBe('done');
  });

  it('leaves the changed sequences that are done as they are', async () => {
    const model = readModelPackage(referenceModels['hawk-bi']);
    const modelHash = (await identifyModel(model)).hash;
    const edit = (start: number) => ({
      edits: [{ start, end: start + 1, tokens: Uint8Array.of(8) }],
      tracks: false,
      distributions: { before: { start, end: start + 1 }, after: { start, end: start + 1 } },
    });
    const tasks = [edit(10), edit(100), edit(200)];
    const job = { ...settings, model: model.folder, modelHash, tokens, tasks, tolerance: 0 };
    const requests: Request[] = [];
    const done: number[] = [];
    const listener = {
      onReply(reply: Reply) {
        if (reply.kind === 'perturbation') done.push(reply.task);
      },
      onNote: () => undefined,
    };
    const window = { start: 0, end: 1 };
    const start = startDying(requests, [{ kind: 'perturbation', task: 1, window }]);
    await computePerturbations(job, listener, undefined, start);
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatchObject({ job: { provider: 'cpu', tasks: [tasks[0], tasks[2]] } });
    expect(done.sort()).toEqual([0, 1, 2]);
  });
});

it('a GPU is given at most 12,288 tokens a call, whatever is asked for', () => {
  const network = describeNetwork(readModelPackage(referenceModels['hawk-tutorial']));
  const chunk = (provider: Provider, wanted: { chunk?: number; window?: number }) =>
    passChunk(network, { length: 1_000_000, provider, ...wanted }, 64e9);
  for (const provider of ['cuda', 'webgpu', 'dml', 'coreml'] as const) {
    expect(chunk(provider, { chunk: 65_536 })).toBe(12_288);
    expect(chunk(provider, { window: 131_072 })).toBe(12_288);
    expect(chunk(provider, { chunk: 300, window: 131_072 })).toBe(300);
  }
  expect(chunk('cpu', { chunk: 65_536 })).toBe(65_536);
  expect(chunk('cpu', { window: 131_072 })).toBe(131_072);
});
