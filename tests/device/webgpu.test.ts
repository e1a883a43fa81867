import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { residentTraffic } from '../../src-main/engine/recurrent/device/index.ts';
import { smallState } from '../../src-main/engine/recurrent/device/arrivals.ts';
import { openNetwork, readModelPackage, readsForward } from '../../src-main/model/index.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { worstRatio } from '../support/compare.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

/** SwiftShader, the Vulkan in software that comes with Debian's Chromium. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const isThere = existsSync(driver) && existsSync('/usr/lib/x86_64-linux-gnu/libvulkan.so.1');
const title = `a pass with its tensors on the device, on WebGPU${
  isThere ? '' : ' (skipped: no SwiftShader, or no libvulkan1)'
}`;

const folder = sharedFolder();
const graphs = join(folder, 'graphs');

beforeEach(() => {
  vi.stubEnv('VK_DRIVER_FILES', driver);
  vi.stubEnv('VK_ICD_FILENAMES', driver);
  vi.stubEnv('XDG_RUNTIME_DIR', tmpdir());
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const cases = [
  {
    name: 'a strand-sharing Caduceus in two chunks',
    config: { model_type: 'caduceus', rcps: true, n_layer: 2 },
    length: 150,
    chunk: 80,
    pieces: 1,
  },
  {
    name: 'a bidirectional Hawk, its scan split',
    config: { model_type: 'hawk', bidirectional: true },
    length: 300,
    chunk: 300,
    pieces: 4,
  },
  {
    name: 'a causal Hawk, all layers at once, its scan split',
    config: { model_type: 'hawk', bidirectional: false },
    length: 600,
    chunk: 320,
    pieces: 4,
  },
  {
    name: 'a causal Mamba, all layers at once',
    config: { model_type: 'mamba' },
    length: 150,
    chunk: 64,
    pieces: 1,
  },
  {
    name: 'a causal Mamba-2, its scan split',
    config: { model_type: 'mamba', mamba2: { d_state: 6, headdim: 8, ngroups: 2 } },
    length: 600,
    chunk: 320,
    pieces: 4,
  },
] as const;

describe.skipIf(!isThere)(title, () => {
  // One after the other, for a process serves one of the two alone.
  it.each(['runner', 'binding'].flatMap((by) => cases.map((one) => ({ ...one, by }))))(
    '$name says what it says on the CPU, by the $by',
    async ({ name, config, length, chunk, pieces, by }) => {
      if (by === 'binding') vi.stubEnv('MEGABASE_RUNNER', 'off');
      const model = join(folder, name);
      writeRandomModel(model, { seed: 4, config });
      const tokens = randomTokens(length, new Random(4));
      const pass = { model, tokens, graphs, chunk };
      const cpu = await runPass({ ...pass, provider: 'cpu', scan: 'operators' });

      let traffic: Extract<Reply, { kind: 'done' }>['traffic'];
      const gpu = await runPass({
        ...pass,
        provider: 'webgpu',
        onReply: (reply) => {
          if (reply.kind === 'done') ({ traffic } = reply);
        },
      });
      expect(gpu.notes).toEqual([]);
      expect(gpu.begun.provider).toBe('webgpu');
      expect(gpu.begun.settings).toMatchObject({ resident: true, pieces });
      for (const kind of ['logits', 'hidden'] as const) {
        expect(worstRatio(gpu[kind], cpu[kind])).toBeLessThan(1e-5);
      }

      const { network, close } = openNetwork(readModelPackage(model));
      const foreseen = residentTraffic(network, new ChunkPlan(length, chunk));
      const hidden = 4 * length * network.hiddenWidth;
      close();
      // The hidden states are asked for on top; and of a device that takes its time, how far it is.
      const looks = traffic!.calls - foreseen.calls;
      const most = readsForward(network) ? 0 : foreseen.calls;
      expect(looks).toBeGreaterThanOrEqual(0);
      expect(looks).toBeLessThanOrEqual(most);
      const { shape } = smallState(network.layers[0]!.streamed[0]!);
      const look = 4 * network.strands * shape.reduce((a, b) => a * b, 1);
      const bytesOut = foreseen.bytesOut + hidden + looks * look;
      expect(traffic).toEqual({ ...foreseen, calls: foreseen.calls + looks, bytesOut });
    },
  );
});
