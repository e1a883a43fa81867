import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ComputePlace } from '../../src-main/engine/fallback/index.ts';
import type { Reply } from '../../src-main/engine/index.ts';
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
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const tokens = randomTokens(2000, new Random(8));

/** A device, computed by the CPU, that holds so many tokens a call. */
function holding(most: number, runs: number[]): typeof openDevice {
  return async ({ threads }) => {
    const inner = await openDevice({ provider: 'cpu', threads });
    const device: Device = {
      provider: 'webgpu',
      traffic: inner.traffic,
      async open(graph, resident): Promise<DeviceSession> {
        const session = await inner.open(graph, resident);
        return {
          run(inputs, wanted) {
            const [, length = 0] = (inputs['residual'] ?? inputs['ids'])?.dims ?? [];
            runs.push(length);
            // As CUDA's arena says it.
            const error = new Error('Failed to allocate memory for requested buffer of size 7');
            return length > most ? Promise.reject(error) : session.run(inputs, wanted);
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

const configs: Readonly<Record<string, RandomModel['config']>> = {
  'a strand-sharing Caduceus': { model_type: 'caduceus', rcps: true, n_layer: 2 },
  'a causal Hawk': { model_type: 'hawk', bidirectional: false },
};

it.each(Object.keys(configs))(
  '%s is given to a device without room in chunks of half the size, until they fit',
  async (name) => {
    const model = join(folder, name);
    const graphs = join(folder, `${name}-graphs`);
    writeRandomModel(model, { seed: 8, config: configs[name]! });
    const { network, trackHeads, close } = openNetwork(readModelPackage(model));
    const replies: Reply[] = [];
    const send = (reply: Reply) => {
      replies.push(reply);
      return Promise.resolve();
    };
    const cache = new GraphCache(graphs, model);
    const settings = { graphs: cache, threads: 1, scan: 'auto' } as const;
    const place = new ComputePlace('webgpu', () => expect.unreachable());
    const chosen = { provider: 'webgpu', notes: [] } as const;
    const opened = { network, trackHeads, chosen, settings: { ...settings, place }, waited: 0 };
    const kept = {
      open: () => Promise.resolve(opened as never),
      expect: () => Promise.resolve(),
    };
    const job = { model, modelHash: '', tokens, start: 0, graphs, threads: 1 } as const;
    const runs: number[] = [];
    await runPass(
      kept,
      { ...job, provider: 'webgpu', raw: { start: 0, end: tokens.length } },
      send,
      holding(600, runs),
    );
    close();
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
