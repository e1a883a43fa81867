import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { computePerturbations } from '../../src-main/engine/index.ts';
import { logSoftmax } from '../../src-main/engine/jobs/index.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { baseTokens } from '../../src-main/sequence/index.ts';
import { caduceusTensors } from '../support/random-caduceus.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedComputeProcess } from '../support/shared-compute-process.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const folder = sharedFolder();
const tolerance = 0.01;
/** A token that writes into the state, and one that reads it; others do neither. */
const [writing, reading] = [11, 12];

/** A causal Mamba whose first channel remembers the one for long, and gives it at the other alone. */
function writeModel(path: string): void {
  const [d, e, states] = [16, 32, 16];
  const config = {
    ...{
      model_type: 'caduceus' as const,
      d_model: d,
      n_layer: 1,
      vocab_size: 16,
      bidirectional: false,
    },
    ssm_cfg: { d_state: states, dt_rank: 1, conv_bias: false },
  } as const;
  const { json, tensors } = caduceusTensors(config, new Random(6));
  const put = (part: string, change: (values: Float32Array) => void) => {
    const [name, tensor] = Object.entries(tensors.all).find(([key]) => key.endsWith(part))!;
    const values = new Float32Array(tensor.data.slice().buffer);
    change(values);
    tensors.all[name] = floatTensor(tensor.shape, values);
  };
  put('word_embeddings.weight', (values) => {
    for (let token = 0; token < 16; token++) {
      values[token * d] = token === writing ? 4 : 0;
      values[token * d + 1] = token === reading ? 4 : 0;
    }
  });
  put('in_proj.weight', (values) => {
    values.fill(0, 0, 2 * d).fill(0, e * d, (e + 1) * d);
    values[0] = 1;
    values[d + 1] = 1;
    // The gate of the first channel.
    values[e * d + 1] = 1;
  });
  put('conv1d.weight', (values) => values.fill(0, 0, 8).fill(1, 3, 4).fill(1, 7, 8));
  put('x_proj.weight', (values) => {
    values.fill(0);
    for (let n = 0; n < states; n++) {
      values[(1 + n) * e] = 1;
      values[(1 + states + n) * e + 1] = 1;
    }
  });
  put('dt_proj.bias', (values) => values.fill(Math.log(Math.expm1(0.01))));
  put('A_log', (values) => values.fill(Math.log(0.01)));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'config.json'), JSON.stringify(json));
  writeSafetensors(join(path, 'model.safetensors'), tensors.all);
}

it('a state that is read at one far token alone is followed until there', async () => {
  const model = join(folder, 'spike');
  writeModel(model);
  const { hash } = await identifyModel(readModelPackage(model));
  const graphs = join(folder, 'graphs');
  const length = 10_000;
  const random = new Random(2);
  const bases = Uint8Array.from({ length }, () => baseTokens[random.below(4)]!);
  // Whatever its place among four tokens, and in the last few of a chunk.
  for (const [edit, spike] of [
    ...[0, 1, 2, 3].map((phase) => [1000, 6080 + phase] as const),
    [5000, length - 3] as const,
  ]) {
    const tokens = bases.slice();
    tokens[spike] = reading;
    const site = { start: spike, end: spike + 1 };
    // A causal model tells of a token at the one before.
    const next = { start: spike + 1, end: spike + 2 };
    const edits = [{ start: edit, end: edit + 1, tokens: Uint8Array.of(writing) }];
    const found: Float32Array[] = [];
    await computePerturbations(
      {
        ...{ model, modelHash: hash, tokens, start: 0, graphs, threads: 2, tolerance },
        provider: 'cpu',
        tasks: [{ edits, tracks: false, distributions: { before: next, after: next } }],
      },
      {
        onReply(reply) {
          if (reply.kind !== 'perturbation') return;
          found.push(reply.distributions!.before, reply.distributions!.after);
        },
        onNote: (note) => expect.fail(note),
      },
      undefined,
      sharedComputeProcess,
    );
    const edited = tokens.slice();
    edited[edit] = writing;
    const { logits } = await runPass({ model, graphs, tokens: edited, raw: site });
    const expected = new Float32Array(baseTokens.length);
    logSoftmax(logits, 0, baseTokens, expected, 0);
    const off = (values: Float32Array) =>
      Math.max(...expected.map((value, i) => Math.abs(value - values[i]!)));
    // It is told of there, and it is large.
    expect(off(found[0]!)).toBeGreaterThan(0.1);
    expect(off(found[1]!)).toBeLessThan(tolerance);
  }
});
