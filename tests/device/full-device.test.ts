import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PassProviders } from '../../src-main/analysis/run/index.ts';
import { MegabaseError, type Provider } from '../../src-main/contract/index.ts';
import { ComputePlace } from '../../src-main/engine/fallback/index.ts';
import type { PassJob, Reply } from '../../src-main/engine/index.ts';
import { isDeviceFull } from '../../src-main/engine/recurrent/device/device-full.ts';
import { runPass } from '../../src-main/engine/recurrent/run-pass.ts';
import {
  GraphCache,
  openNetwork,
  readModelPackage,
  type Device,
  type DeviceSession,
} from '../../src-main/model/index.ts';
import { openDevice } from '../../src-main/model/session/index.ts';
import { worstRatio } from '../support/compare.ts';
import { root } from '../support/paths.ts';
import { onSoftwareGpu, softwareGpu } from '../support/software-gpu.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass as runOnHost } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const tokens = randomTokens(2000, new Random(8));

/**
 * A device, computed by the CPU, of whose calls some throw: `fate` says what, of one with so many tokens. `change`
 * has its way with what comes home of the others.
 */
function failing(
  fate: (length: number) => Error | undefined,
  change: (home: Readonly<Record<string, Float32Array>>) => void = () => undefined,
): typeof openDevice {
  return async ({ provider, threads }) => {
    const inner = await openDevice({ provider: 'cpu', threads });
    if (provider === 'cpu') return inner;
    const device: Device = {
      provider: 'webgpu',
      traffic: inner.traffic,
      async open(graph, resident): Promise<DeviceSession> {
        const session = await inner.open(graph, resident);
        return {
          async run(inputs, wanted) {
            const [, length = 0] = (inputs['residual'] ?? inputs['ids'])?.dims ?? [];
            const error = fate(length);
            if (error) throw error;
            const outputs = await session.run(inputs, wanted);
            change(outputs.host);
            return outputs;
          },
          release: () => session.release(),
        };
      },
      download: (tensor) => inner.download(tensor),
      close: () => inner.close(),
    };
    return device;
  };
}

const none = () => undefined;

/** As CUDA's arena says it. */
const full = new Error('Failed to allocate memory for requested buffer of size 7');

/** Such a device that holds so many tokens a call. */
function holding(most: number, runs: number[]): typeof openDevice {
  return failing((length) => {
    runs.push(length);
    return length > most ? full : undefined;
  });
}

function stoppingAfter(runs: number, error: Error): typeof openDevice {
  let run = 0;
  return failing(() => (++run > runs ? error : undefined));
}

const configs: Readonly<Record<string, RandomModel['config']>> = {
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 2 },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
};

function written(name: string, config = configs[name]!) {
  const model = join(folder, name);
  if (!existsSync(model)) writeRandomModel(model, { seed: 8, config });
  return { model, graphs: join(folder, `${name}-graphs`) };
}

/** A pass in this process, as on a GPU of that name; what it has said until its end, or until it threw `error`. */
async function passOn(
  provider: Provider,
  {
    model,
    graphs,
    width,
    ...asked
  }: Pick<PassJob, 'model' | 'graphs'> & Partial<PassJob> & { readonly width?: number | undefined },
  open: typeof openDevice = openDevice,
  onReply: (reply: Reply) => void = () => undefined,
) {
  const { network, trackHeads, close } = openNetwork(readModelPackage(model));
  const replies: Reply[] = [];
  const send = async (reply: Reply) => {
    replies.push(reply);
    await Promise.resolve();
    onReply(reply);
  };
  const place = new ComputePlace(provider, (note) => send({ kind: 'device-failed', note }));
  const settings = {
    graphs: new GraphCache(graphs, model),
    threads: 1,
    scan: 'operators',
    place,
    width,
  };
  const opened = { network, trackHeads, chosen: { provider, notes: [] }, settings, waited: 0 };
  const kept = { open: () => Promise.resolve(opened as never), expect: () => Promise.resolve() };
  const raw = { start: 0, end: tokens.length };
  const job = { model, modelHash: '', tokens, start: 0, graphs, threads: 1, provider, raw };
  let error: unknown;
  try {
    await runPass(kept, { ...job, ...asked }, send, open);
  } catch (thrown) {
    error = thrown;
  }
  close();
  return { replies, error };
}

it.each(Object.keys(configs))(
  '%s is given to a device without room in chunks of half the size, until they fit',
  async (name) => {
    const { model, graphs } = written(name);
    const runs: number[] = [];
    const { replies } = await passOn('webgpu', { model, graphs }, holding(600, runs));
    const notes = replies.flatMap((reply) => (reply.kind === 'note' ? reply.note : []));
    const refused = notes.map(
      (note) => /^webgpu does not hold chunks of (\S+) bp /.exec(note)?.[1],
    );
    expect(refused).toEqual(['2,000', '1,000']);
    const begun = replies.filter((reply) => reply.kind === 'begun');
    expect(begun.map(({ chunk }) => chunk)).toEqual([2000, 1000, 500]);
    const logits = replies.flatMap((reply) => (reply.kind === 'raw' ? [...reply.logits] : []));
    const host = await runOnHost({ model, tokens, graphs, scan: 'operators' });
    expect(worstRatio(logits, host.logits)).toBeLessThan(1e-5);
    expect(Math.max(...runs.slice(runs.indexOf(500)))).toBe(500);
  },
);

it.each(Object.keys(configs))(
  '%s is scanned in as many pieces as a device is wide',
  async (name) => {
    const host = await runOnHost({ ...written(name), tokens, scan: 'operators' });
    const pieces = new Set<unknown>();
    for (const width of [64, undefined]) {
      const { replies } = await passOn('webgpu', { ...written(name), width }, failing(none));
      pieces.add(replies.find((reply) => reply.kind === 'begun')?.settings['pieces']);
      const logits = replies.flatMap((reply) => (reply.kind === 'raw' ? [...reply.logits] : []));
      expect(worstRatio(logits, host.logits)).toBeLessThan(1e-5);
    }
    expect(pieces.size).toBe(2);
  },
);

describe('a device whose memory another program takes in the middle of the pass', () => {
  /** From its call `from` on it holds `most` tokens a call. */
  async function pass(name: string, from: number, most: number, checkpoint?: string) {
    const { model, graphs } = written(name);
    const runs: number[] = [];
    const open = failing((length) => {
      runs.push(length);
      return runs.length > from && length > most ? full : undefined;
    });
    const asked = { model, graphs, checkpoint, chunk: 1000 };
    const { replies, error } = await passOn('webgpu', asked, open);
    expect(error).toBeUndefined();
    const host = await runOnHost({ model, tokens, graphs, scan: 'operators' });
    const logits = new Float32Array(host.logits.length);
    for (const reply of replies) {
      if (reply.kind !== 'raw') continue;
      logits.set(reply.logits, (reply.start / tokens.length) * logits.length);
    }
    expect(worstRatio(logits, host.logits)).toBeLessThan(1e-5);
    const told = replies.flatMap((reply) =>
      reply.kind === 'note' || reply.kind === 'device-failed' ? reply.note : [],
    );
    const begun = replies.flatMap((reply) => (reply.kind === 'begun' ? [reply] : []));
    return { told, begun, runs };
  }

  it.each([
    ['goes on from its last checkpoint', 2],
    ['starts again', 0],
  ])('%s in smaller chunks', async (goesOn, resumedScans) => {
    // Two calls for the embedding, two scans of two chunks a layer: in the second one.
    const checkpoint = resumedScans > 0 ? temporaryFolder() : undefined;
    const { told, begun } = await pass('a strand-sharing Caduceus', 8, 500, checkpoint);
    expect(told).toEqual([
      'webgpu ran out of memory in the middle of the pass, in chunks of 1,000 bp: ' +
        `it ${goesOn} with smaller ones.`,
    ]);
    expect(begun.map(({ chunk }) => chunk)).toEqual([1000, 500]);
    expect(begun.map((one) => one.resumedScans)).toEqual([0, 2 * resumedScans]);
    expect(begun[1]?.provider).toBe('webgpu');
  });

  it('costs a causal network the call it was at', async () => {
    const { told, begun, runs } = await pass('a causal Hawk', 1, 500);
    expect(told).toEqual([
      'webgpu ran out of memory in the middle of the pass: it goes on with at most 500 bp a call.',
    ]);
    expect(begun).toHaveLength(1);
    expect(runs).toEqual([1000, 1000, 500, 500]);
  });

  it('gives way to the CPU where smaller calls do not help', async () => {
    const { told, runs } = await pass('a causal Hawk', 1, 100);
    expect(told).toEqual([
      expect.stringContaining('at most 500 bp a call'),
      expect.stringMatching(/^webgpu failed in the middle of the job .* computed on the CPU\.$/),
    ]);
    expect(runs).toEqual([1000, 1000, 500]);
  });
});

it.each(['ENOSPC', 'EDQUOT'])(
  'a disk that is full, by %s, is no failure of the GPU',
  async (code) => {
    const disk = Object.assign(new Error(`${code}: no room, write`), { code });
    const stop = ({ kind }: Reply) => {
      if (kind === 'likelihood') throw disk;
    };
    const { replies, error } = await passOn(
      'webgpu',
      written('a causal Hawk'),
      failing(none),
      stop,
    );
    expect(error).toBe(disk);
    expect(replies.some(({ kind }) => kind === 'device-failed')).toBe(false);
  },
);

it('a pass that a GPU began and the CPU ends is that of both, however often it was stopped', async () => {
  const { model, graphs } = written('a strand-sharing Caduceus');
  const pass = { model, graphs, checkpoint: temporaryFolder(), chunk: 500 };
  const by: string[] = [];
  const stopped = new MegabaseError('cancelled', 'Stopped.');
  for (const [provider, runs] of [
    ['webgpu', 14],
    ['cpu', 0],
  ] as const) {
    const { replies, error } = await passOn(provider, pass, stoppingAfter(runs, stopped));
    expect(error).toBe(provider === 'webgpu' ? stopped : undefined);
    const providers = new PassProviders();
    replies.forEach((reply) => providers.take(reply));
    by.push(providers.text);
  }
  expect(by).toEqual(['webgpu', 'webgpu, then cpu']);
});

describe('a causal pass on a GPU, stopped in the middle', () => {
  const stopped = new MegabaseError('cancelled', 'Stopped.');
  const chunk = 250;
  const logitsOf = (replies: readonly Reply[]) =>
    Float32Array.from(
      replies
        .slice(replies.findLastIndex(({ kind }) => kind === 'begun'))
        .flatMap((reply) => (reply.kind === 'raw' ? [...reply.logits] : [])),
    );
  /** Once the sixth of eight chunks is said. */
  const stopping = () => {
    let chunks = 0;
    return ({ kind }: Reply) => {
      chunks += Number(kind === 'likelihood');
      if (chunks === 6) throw stopped;
    };
  };
  const begunOf = (replies: readonly Reply[]) =>
    replies.findLast((reply) => reply.kind === 'begun');

  async function stop(name = 'a causal Hawk') {
    const pass = { ...written(name), checkpoint: temporaryFolder(), chunk };
    const { error } = await passOn('webgpu', pass, failing(none), stopping());
    expect(error).toBe(stopped);
    return pass;
  }

  it.each([
    ['with all of it', { raw: { start: 0, end: tokens.length } }],
    ['with what a part of it was asked for', { raw: { start: 600, end: 700 } }],
    ['in windows', { window: 600 }],
  ])('goes on there as if it never had been, %s', async (_, asked) => {
    const own = { ...written('a causal Hawk'), chunk, ...asked };
    const whole = await passOn('webgpu', own, failing(none));
    const calls = begunOf(whole.replies)?.chunks ?? 0;
    const pass = { ...own, checkpoint: temporaryFolder() };
    await passOn('webgpu', pass, failing(none), stopping());
    const runs: number[] = [];
    const { replies, error } = await passOn('webgpu', pass, holding(chunk, runs));
    expect(error).toBeUndefined();
    const { resumedScans, resumedUnit } = begunOf(replies)!;
    expect(resumedUnit).toBe('chunk');
    expect(resumedScans).toBeGreaterThan(0);
    expect(runs).toHaveLength(calls - resumedScans);
    const said = (all: readonly Reply[]) =>
      all.filter(({ kind }) => ['likelihood', 'raw', 'tracks'].includes(kind));
    expect(said(replies)).toEqual(said(whole.replies));
    expect(existsSync(pass.checkpoint)).toBe(false);
    // What was read before foretells nothing.
    const left = replies.flatMap((reply) => (reply.kind === 'progress' ? reply.progress : []));
    expect(left).toHaveLength(calls - resumedScans);
  });

  it.each([
    ['in its chunks', 250],
    ['in others', 120],
  ])('goes on there on the CPU, %s', async (_, own) => {
    const pass = { ...(await stop()), chunk: own };
    const { replies, error } = await passOn('cpu', pass);
    expect(error).toBeUndefined();
    expect(begunOf(replies)).toMatchObject({ provider: 'cpu', computedBefore: ['webgpu'] });
    expect(begunOf(replies)?.resumedScans).toBeGreaterThan(0);
    const host = await runOnHost({ ...pass, checkpoint: undefined, tokens, scan: 'operators' });
    expect(worstRatio(logitsOf(replies), host.logits)).toBeLessThan(1e-5);
  });

  it('by what is no number goes on on the CPU from the last that was one', async () => {
    const pass = { ...written('a causal Hawk'), checkpoint: temporaryFolder(), chunk };
    let run = 0;
    const lying = failing(none, (outputs) => {
      run += 1;
      for (const values of Object.values(outputs)) if (run === 6) values.fill(NaN);
    });
    const { replies, error } = await passOn('webgpu', pass, lying);
    expect(error).toBeUndefined();
    expect(replies.some(({ kind }) => kind === 'device-failed')).toBe(true);
    expect(begunOf(replies)?.resumedScans).toBeGreaterThan(0);
    const host = await runOnHost({ ...pass, checkpoint: undefined, tokens, scan: 'operators' });
    expect(worstRatio(logitsOf(replies), host.logits)).toBeLessThan(1e-5);
  });

  it('goes on before what a power cut left half-written', async () => {
    const pass = await stop();
    const intact = temporaryFolder();
    cpSync(pass.checkpoint, intact, { recursive: true });
    const [name = ''] = readdirSync(pass.checkpoint).filter((one) => one.startsWith('forward-'));
    const path = join(pass.checkpoint, name);
    const bytes = readFileSync(path);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(path, bytes);
    const { replies, error } = await passOn('webgpu', pass, failing(none));
    expect(error).toBeUndefined();
    const all = await passOn('webgpu', { ...pass, checkpoint: intact }, failing(none));
    const kept = begunOf(all.replies)?.resumedScans;
    expect(begunOf(replies)?.resumedScans).toBeLessThan(kept ?? 0);
    const host = await runOnHost({ ...pass, checkpoint: undefined, tokens, scan: 'operators' });
    expect(worstRatio(logitsOf(replies), host.logits)).toBeLessThan(1e-5);
  });
});

it.each([
  // Four calls for the embedding, and four a scan: in the second one.
  ['a strand-sharing Caduceus', 9],
  ['a causal Hawk', 2],
])('of %s, a GPU that fails foretells nothing of how long the CPU takes', async (name, runs) => {
  const open = stoppingAfter(runs, new Error('the device is lost'));
  const { replies, error } = await passOn('webgpu', { ...written(name), chunk: 500 }, open);
  expect(error).toBeUndefined();
  const left = replies
    .slice(replies.findIndex(({ kind }) => kind === 'device-failed'))
    .flatMap((reply) => (reply.kind === 'progress' ? [reply.progress.secondsLeft] : []));
  expect(left.length).toBeGreaterThan(1);
  expect(left[0]).toBeUndefined();
  for (const seconds of left.slice(1)) expect(seconds).toBeGreaterThanOrEqual(0);
});

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('a device that is full'), () => {
  it('is known by what the runtime says, and goes on with less', () => {
    const script = join(root, 'tests/support/overfill-device.ts');
    const { stdout, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, ...softwareGpu.environment },
      encoding: 'utf8',
    });
    expect(stdout, stderr).not.toBe('');
    const fates = JSON.parse(stdout) as string[];
    expect(fates).toEqual(['16384 bytes', expect.any(String), '16384 bytes']);
    expect(isDeviceFull(new Error(fates[1])), fates[1]).toBe(true);
  });
});

it('knows want of memory by the words of each runtime', () => {
  for (const words of [
    'CUDA failure 2: out of memory ; GPU=0',
    'Failed to allocate memory for requested buffer of size 2147483648',
    'VK_ERROR_OUT_OF_DEVICE_MEMORY',
    'Buffer size (4294967296) exceeds the max buffer size limit (2147483648)',
    'std::bad_alloc',
    'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.',
  ]) {
    expect(isDeviceFull(new Error(words)), words).toBe(true);
  }
  expect(isDeviceFull(new Error('Device is lost.'))).toBe(false);
});
