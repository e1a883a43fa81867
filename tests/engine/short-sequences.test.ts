import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exact, worstRatio } from '../support/compare.ts';
import { plainNetwork } from '../support/plain-network.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();
const models = [
  { model_type: 'caduceus', rcps: true, n_layer: 3 },
  { model_type: 'hawk' },
] as const;

const cases = models.flatMap((config) =>
  [
    { length: 1, chunk: 1 },
    { length: 2, chunk: 1 },
    { length: 4, chunk: 3 },
    { length: 3, chunk: 8192 },
  ].map((row) => ({ config, name: config.model_type, ...row })),
);

it.each(cases)(
  'a $name reads $length bp in chunks of $chunk',
  async ({ config, length, chunk }) => {
    const model = join(folder, config.model_type);
    writeRandomModel(model, { seed: 7, config });
    const tokens = randomTokens(length, new Random(length));
    const plain = plainNetwork(model, tokens);
    const result = await runPass({ model, tokens, chunk, graphs: folder });
    expect(
      worstRatio(
        result.logits,
        plain.logits.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(exact);
    expect(
      worstRatio(
        result.hidden,
        plain.hidden.flatMap((row) => [...row]),
      ),
    ).toBeLessThan(exact);
  },
);
