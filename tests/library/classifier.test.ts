import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EmbeddingPiece } from '../../src-main/engine/jobs/embed-request.ts';
import {
  readHeadWeights,
  type WindowOutput,
  describeNetwork,
  readModelPackage,
} from '../../src-main/model/index.ts';
import { findLocations } from '../../src-main/home/index.ts';
import { ModelLibrary } from '../../src-main/library/index.ts';
import { planClassifier } from '../../src-main/library/heads/classifier.ts';
import { exact, worstRatio } from '../support/compare.ts';
import { plainClassifier } from '../support/plain-classifier.ts';
import { readTensors } from '../support/published-forms.ts';
import type { CaduceusShape } from '../support/random-caduceus.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';
import { runPass } from '../support/run-pass.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { floatTensor, writeSafetensors } from '../support/write-safetensors.ts';

const graphs = sharedFolder();
const width = 16;
const labels = ['non-promoter', 'promoter', 'x y'];
const score = new Random(11).floats(labels.length * width, 1);

/** A checkpoint of a fine-tuned classifier, as `save_pretrained` leaves it. */
function writeClassifier(shape: Partial<CaduceusShape>, config: object = {}): string {
  const folder = join(temporaryFolder(), 'classifier');
  writeRandomModel(folder, { seed: 12, config: { model_type: 'caduceus', ...shape } });
  const path = join(folder, 'model.safetensors');
  const tensors = { ...readTensors(path), 'score.weight': floatTensor([3, width], score) };
  writeSafetensors(path, tensors);
  const json = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
  const id2label = Object.fromEntries(labels.map((label, i) => [i, label]));
  const architectures = ['CaduceusForSequenceClassification'];
  const own = { ...json, architectures, id2label, ...config };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(own));
  return folder;
}

const sharing = { rcps: true, n_layer: 3 };
it.each([
  ['mean', sharing],
  ['max', sharing],
  ['max', { rcps: true, fused_add_norm: false }],
  ['mean', {}],
  ['max', {}],
  ['first', {}],
  ['last', {}],
] as const)('its head gives what a classifier of the %s does (%j)', async (pool, shape) => {
  const folder = writeClassifier(shape);
  const tokens = randomTokens(101, new Random(13));
  const locations = { userModels: temporaryFolder(), userHeads: temporaryFolder() };
  const library = new ModelLibrary({ ...findLocations(), ...locations });
  const plan = planClassifier(readModelPackage(folder), { pool, window: tokens.length })!;
  const imported = await library.import(folder);
  const head = await library.addClassifier(imported, plan);

  const { model } = library.find(`classifier+${head.manifest.id}`);
  const [{ output, weight, bias }] = readHeadWeights(head, describeNetwork(model)) as [
    ReturnType<typeof readHeadWeights>[0],
  ];
  const { features, window, labels: columns } = output as WindowOutput;
  expect(window).toBe(tokens.length);
  expect(columns.map(({ id }) => id)).toEqual(['non-promoter', 'promoter', 'x_y']);
  const pieces: EmbeddingPiece[] = [];
  const over = { kind: 'ranges', starts: Int32Array.of(0), ends: Int32Array.of(101) } as const;
  await runPass({
    ...{ model: model.folder, tokens, graphs, chunk: 40, raw: undefined },
    embed: { features, pool, over },
    onReply: (reply) => reply.kind === 'embedding' && pieces.push(reply),
  });
  const pooled = pieces.flatMap(({ values }) => [...values]);
  const logits = Array.from(bias, (start, l) =>
    pooled.reduce((sum, value, c) => sum + value * weight.data[l * pooled.length + c]!, start),
  );
  const expected = plainClassifier(folder, tokens, pool);
  expect(worstRatio(logits, expected)).toBeLessThan(exact);
});

const plan = (folder: string, asked: Parameters<typeof planClassifier>[1] = {}) =>
  planClassifier(readModelPackage(folder), asked);

it('its configuration says how it pools, its name how long its windows were', () => {
  const config = { pooling_strategy: 'max', conjoin_eval: true };
  expect(plan(writeClassifier({}, config), { window: 200 })).toEqual({
    classifier: { labels, pool: 'max', conjoined: true },
    ...{ pool: 'max', window: 200 },
  });
  // A strand-sharing model averages over both strands anyway.
  expect(plan(writeClassifier(sharing, config), { window: 200 })?.classifier.conjoined).toBe(false);
});

it('without a length it is not guessed', () => {
  const error = thrownBy(() => plan(writeClassifier({})));
  expect(error).toMatchObject({ code: 'usage' });
  expect(error.message).toMatch(/classifier with 3 labels; say with --window how many bp/);
});

it.each(['first', 'last'] as const)('the %s token of both strands cannot be had', (pool) => {
  const error = thrownBy(() => plan(writeClassifier(sharing), { pool, window: 200 }));
  expect(error).toMatchObject({ code: 'usage' });
  expect(error.message).toMatch(/pooled by mean or max only/);
});

it('a model for masked bases has none', () => {
  const folder = writeClassifier({}, { architectures: ['CaduceusForMaskedLM'] });
  expect(plan(folder)).toBeUndefined();
  expect(thrownBy(() => plan(folder, { window: 200 })).message).toMatch(/is not a classifier/);
});
