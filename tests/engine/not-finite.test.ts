import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { KeptNetwork } from '../../src-main/engine/recurrent/scans/kept-network.ts';
import { runPerturbations } from '../../src-main/engine/recurrent/perturbations/index.ts';
import {
  identifyModel,
  readModelPackage,
  type NetworkPackage,
} from '../../src-main/model/index.ts';
import { tokenOf } from '../../src-main/sequence/index.ts';
import { perturb } from '../support/perturb.ts';
import { readTensors } from '../support/published-forms.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass, type PassOptions } from '../support/run-pass.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const folder = sharedFolder();
const graphs = join(folder, 'graphs');
const origin = 5000;
const length = 300;
/** Finite, and too large to be added to itself. */
const huge = 3e38;

/** A model with a tensor of it changed in place. */
function writeChanged(
  name: string,
  model: RandomModel,
  changes: Readonly<Record<string, (values: Float32Array) => void>>,
): string {
  const path = join(folder, name);
  writeRandomModel(path, model);
  const file = join(path, 'model.safetensors');
  const tensors = readTensors(file);
  for (const [tensor, change] of Object.entries(changes)) {
    const { shape, data } = tensors[tensor]!;
    const values = new Float32Array(Uint8Array.from(data).buffer);
    change(values);
    tensors[tensor] = floatTensor(shape, values);
  }
  writeSafetensors(file, tensors);
  return path;
}

/**
 * T alone has a value in the embedding's channel 0, and nothing else: the first layer's norm makes 4 of
 * it and multiplies it beyond float32. So it is with A, which T is on the other strand.
 */
let fearsT: string;
/** The same with one strand: what stands on the other, it reads only when it is asked to. */
let oneStrand: string;
beforeAll(() => {
  fearsT = writeFearsT(true);
  oneStrand = writeFearsT(false);
});

function writeFearsT(rcps: boolean): string {
  const d = 16;
  const config = {
    model_type: 'caduceus',
    n_layer: 2,
    fused_add_norm: false,
    untied: true,
  } as const;
  const [embedding, norm] = rcps ? ['.embedding', '.submodule'] : ['', ''];
  return writeChanged(
    rcps ? 'fears-t' : 'one-strand',
    { seed: 1, config: { ...config, d_model: d, rcps } },
    {
      [`caduceus.backbone.embeddings.word_embeddings${embedding}.weight`]: (values) => {
        for (let i = 0; i < values.length; i += d) values[i] = 0;
        values.fill(0, tokenOf.T * d, (tokenOf.T + 1) * d);
        values[tokenOf.T * d] = 1;
      },
      [`caduceus.backbone.layers.0.norm${norm}.weight`]: (values) => (values[0] = huge),
    },
  );
}

/** C and G only, but for some bases. */
function sequence(bases: Readonly<Record<number, 'A' | 'T'>>): Uint8Array {
  const random = new Random(3);
  const tokens = Uint8Array.from({ length }, () => (random.next() < 0.5 ? tokenOf.C : tokenOf.G));
  for (const [at, base] of Object.entries(bases)) tokens[Number(at)] = tokenOf[base];
  return tokens;
}

const ways: readonly (readonly [how: string, options: Partial<PassOptions>])[] = [
  ['in one chunk', {}],
  ['in chunks of 64', { chunk: 64 }],
  ['in windows of 50', { window: 50 }],
  ['by the operators, in chunks of 64', { scan: 'operators', chunk: 64 }],
];

async function failureOf(model: string, tokens: Uint8Array, options: Partial<PassOptions>) {
  const attempt = runPass({ model, tokens, graphs, start: origin, raw: undefined, ...options });
  await expect(attempt).rejects.toMatchObject({ code: 'not-finite', exitCode: 1 });
  return attempt.then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
}

it('a model that overflows on one base reads a sequence without it', async () => {
  const { logits } = await runPass({ model: fearsT, tokens: sequence({}), graphs });
  expect(logits.every(Number.isFinite)).toBe(true);
});

it.each(ways)('NaN is told with layer, strand, direction and base: %s', async (_, options) => {
  expect(await failureOf(fearsT, sequence({ 123: 'T', 200: 'T' }), options)).toBe(
    'The computation gave no numbers: layer 1 of 2, reading forwards, gives NaN (not a number) of ' +
      'the given strand first at base 5,124 of the contig.',
  );
});

it.each(ways)('on the other strand, where it is read first: %s', async (how, options) => {
  // The windows of a sequence are read in its own order, each from its end on that strand.
  const first = how.includes('windows') ? 41 : 223;
  expect(await failureOf(fearsT, sequence({ 40: 'A', 222: 'A' }), options)).toBe(
    'The computation gave no numbers: layer 1 of 2, reading forwards, gives NaN (not a number) of ' +
      `the reverse strand first at base 5,${String(first).padStart(3, '0')} of the contig.`,
  );
});

it('an overflow of the reverse direction is told as such, by every way to read', async () => {
  const model = writeChanged(
    'reverse',
    { seed: 1, config: { model_type: 'caduceus', n_layer: 3 } },
    { 'caduceus.backbone.layers.1.mixer.mamba_rev.D': (values) => values.fill(huge) },
  );
  const tokens = randomTokens(length, new Random(5));
  const told: string[] = [];
  for (const [how, options] of ways) {
    if (!how.includes('windows')) told.push(await failureOf(model, tokens, options));
  }
  expect(told[0]).toMatch(
    /: layer 2 of 3, reading backwards, gives Infinity first at base 5,\d+ of/,
  );
  expect(new Set(told).size).toBe(1);
});

it('a head that overflows is told by its track', async () => {
  const tracks = { count: 2, bin: 16 };
  const config = { model_type: 'hawk' } as const;
  const model = writeChanged(
    'head',
    { seed: 1, config, tracks },
    {
      'tracks.weight': (values) => values.fill(huge, values.length / 2),
    },
  );
  const told = await failureOf(model, randomTokens(length, new Random(5)), { chunk: 100 });
  expect(told).toMatch(
    /^The computation gave no numbers: the track "track-1" gives (-?Infinity|NaN .*) first at base 5,0\d\d of/,
  );
});

/** Reads what changes of some bases do, by the reverse strand alone where that is said. */
function change(
  model: string,
  tokens: Uint8Array,
  changes: readonly (readonly [at: number, base: 'A' | 'C' | 'T'])[],
  strand?: 'reverse',
) {
  const edits = changes.map(([at, base]) => {
    return { start: at - 1, end: at, tokens: Uint8Array.of(tokenOf[base]) };
  });
  const range = edits[0]!;
  const tasks = [{ edits, tracks: false, distributions: { before: range, after: range } }];
  const reading = { strand };
  return perturb({ model, graphs, tokens, start: origin, chunk: 64, tasks, reading });
}

it.each([
  ['T', 'given', 151],
  ['A', 'reverse', 151],
] as const)('a change to %s is told as one, on the %s strand', async (base, strand, at) => {
  const attempt = change(fearsT, sequence({}), [[at, base]]);
  await expect(attempt).rejects.toMatchObject({ code: 'not-finite' });
  await expect(attempt).rejects.toThrow(
    'With the change at base 5,151 of the contig the computation gave no numbers: layer 1 of 2, ' +
      `reading forwards, gives NaN (not a number) of the ${strand} strand first at base 5,151 of`,
  );
});

it('of the reverse strand read alone bases are told as they lie on the contig', async () => {
  const gives = 'layer 1 of 2, reading forwards, gives NaN (not a number) first at base';
  await expect(
    change(oneStrand, sequence({ 40: 'A', 222: 'A' }), [[1, 'C']], 'reverse'),
  ).rejects.toThrow(`The computation gave no numbers: ${gives} 5,223 of the contig.`);
  const changes = [
    [101, 'C'],
    [151, 'A'],
  ] as const;
  await expect(change(oneStrand, sequence({}), changes, 'reverse')).rejects.toThrow(
    `With the change at base 5,101 of the contig the computation gave no numbers: ${gives} 5,151 of`,
  );
});

it('one of many changes that fails ends them all, and the next job goes on', async () => {
  const read = readModelPackage(fearsT) as NetworkPackage;
  const { hash } = await identifyModel(read);
  const kept = new KeptNetwork(read);
  const tokens = sequence({});
  const tasksOf = (bad?: number) =>
    Array.from({ length: 40 }, (_, i) => {
      const at = 3 + 7 * i;
      const put = i === bad ? tokenOf.T : tokens[at] === tokenOf.C ? tokenOf.G : tokenOf.C;
      const change = { start: at, end: at + 1, tokens: Uint8Array.of(put) };
      return { edits: [change], tracks: false, distributions: { before: change, after: change } };
    });
  const job = {
    ...{ model: fearsT, modelHash: hash, graphs, tokens, start: origin, provider: 'cpu' as const },
    ...{ threads: 3, chunk: 64, tolerance: 0.01 },
  };
  const sent: string[] = [];
  const send = (reply: Reply) => {
    sent.push(reply.kind);
    return setImmediate();
  };
  const failed = runPerturbations(kept, { ...job, tasks: tasksOf(17) }, send);
  await expect(failed).rejects.toMatchObject({ code: 'not-finite' });
  const before = sent.splice(0).length;
  expect(before).toBeGreaterThan(0);
  await runPerturbations(kept, { ...job, tasks: tasksOf() }, send);
  // Nothing of the first job comes late.
  expect(sent.filter((kind) => kind === 'perturbation')).toHaveLength(40);
  expect(sent.filter((kind) => kind === 'begun')).toHaveLength(1);
  await kept.close();
});
