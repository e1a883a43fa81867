import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { kernel } from '../support/kernel.ts';
import { plainNetwork } from '../support/plain-network.ts';
import type { MambaShape } from '../support/random-mamba.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const length = 205;
const scans = kernel ? (['kernel', 'operators'] as const) : (['operators'] as const);

const shapes: Record<string, Omit<MambaShape, 'model_type'>> = {
  'as transformers writes it': { num_hidden_layers: 3 },
  'as mamba_ssm writes it': { original: true, num_hidden_layers: 3, vocab_size: 12 },
  'with LayerNorm': { original: true, rms_norm: false },
  'with an LM head of its own and biases': { untied: true, use_bias: true, use_conv_bias: false },
  'of unusual sizes': {
    hidden_size: 20,
    intermediate_size: 30,
    state_size: 5,
    conv_kernel: 3,
    time_step_rank: 4,
  },
};

const folder = sharedFolder();
const cases = Object.entries(shapes).map(([name, shape], i) => ({ name, shape, seed: 300 + i }));

describe.each(cases)('a causal Mamba $name', ({ shape, seed }) => {
  const model = join(folder, String(seed));
  writeRandomModel(model, { seed, config: { model_type: 'mamba', ...shape } });
  const tokens = randomTokens(length, new Random(seed));
  const plain = plainNetwork(model, tokens);

  it.each(scans.flatMap((scan) => [7, length].map((chunk) => ({ scan, chunk }))))(
    'computes what the oracle does, by $scan in chunks of $chunk',
    async ({ scan, chunk }) => {
      const result = await runPass({ model, tokens, chunk, graphs: folder, scan });
      expect(result.begun.scan.scan).toBe(scan);
      for (const kind of ['logits', 'hidden'] as const) {
        const expected = plain[kind].flatMap((row) => [...row]);
        expect(worstRatio(result[kind], expected)).toBeLessThan(exact);
      }
      // The logits at a base tell the next one: of the first, nothing is known.
      expect(result.logLikelihood[0]).toBeNaN();
    },
  );

  it('reads forward only, and says so', () => {
    const { network, close } = openNetwork(readModelPackage(model));
    close();
    expect(network).toMatchObject({ causal: true, strands: 1 });
    const directions = network.layers.flatMap(({ streamed }) =>
      streamed.map((one) => one.direction),
    );
    expect(new Set(directions)).toEqual(new Set(['forward']));
  });
});
