import { join } from 'node:path';
import { z } from 'zod';
import { MegabaseError, type ModelIdentity, defined } from '../../contract/index.ts';
import {
  describeModel,
  describeNetwork,
  notFiniteIn,
  openTensors,
  readJson,
  type HeadManifest,
  type HeadPackage,
  type ModelPackage,
  type WindowOutput,
} from '../../model/index.ts';
import { writeHead, type HeadTensor } from './write-head.ts';

export const classifierPools = ['mean', 'max', 'first', 'last'] as const;
export type ClassifierPool = (typeof classifierPools)[number];

/** A checkpoint's own linear map from pooled hidden states to labels. */
interface Classifier {
  readonly labels: readonly string[];
  /** How hidden states are pooled where the configuration says it; the published code's default else. */
  readonly pool: ClassifierPool;
  /** The published code was told to average over both strands, which a strand-sharing model does anyway. */
  readonly conjoined: boolean;
}

/** A classifier as a head. */
export interface ClassifierPlan {
  readonly classifier: Classifier;
  readonly pool: ClassifierPool;
  /** bp that are read and pooled. */
  readonly window: number;
}

const score = 'score.weight';

const configSchema = z.object({
  architectures: z.array(z.string()).nullish(),
  id2label: z.record(z.string(), z.string()).nullish(),
  pooling_strategy: z.enum(classifierPools).nullish(),
  conjoin_eval: z.boolean().nullish(),
});

/** The classifier in a `CaduceusForSequenceClassification`; undefined for any other checkpoint. */
function findClassifier(model: ModelPackage): Classifier | undefined {
  if (describeModel(model).network === undefined) return undefined;
  const config = readJson(join(model.folder, 'config.json'), configSchema, 'model-config');
  if (!config.architectures?.includes('CaduceusForSequenceClassification')) return undefined;
  const rows = scoreShape(model)?.[0];
  if (rows === undefined) return undefined;
  return {
    labels: Array.from({ length: rows }, (_, i) => config.id2label?.[String(i)] ?? `LABEL_${i}`),
    pool: config.pooling_strategy ?? 'mean',
    conjoined: (config.conjoin_eval ?? false) && !isStrandSharing(model),
  };
}

/**
 * Makes a head of a model's classifier, in a folder below `heads`, that gives what the published code
 * does for a sequence of `window` bp: of a strand-sharing model the mean of both strands' logits, each
 * of what is pooled of its own hidden states. Schiff et al. 2024, `CaduceusForSequenceClassification`.
 *
 * Errors: `model-weights`, and those of `writeHead`.
 */
export async function writeClassifierHead(
  { model, identity }: { readonly model: ModelPackage; readonly identity: ModelIdentity },
  { classifier, pool, window }: ClassifierPlan,
  heads: string,
): Promise<HeadPackage> {
  const id = classifierId(identity.id);
  const { features, weight } = linearMap(model, pool);
  const { name, license, citation } = model.ownManifest;
  const manifest: HeadManifest = {
    ...{ formatVersion: 1, id, name: `Classifier of ${name}`, version: 'as downloaded', license },
    ...(citation === undefined ? {} : { citation }),
    model: { id: identity.id, hash: identity.hash },
    outputs: [
      {
        ...{ kind: 'window', pool, window, context: window, anchor: 'center', strand: 'forward' },
        ...{ features, weight: 'weight', bias: 'bias', activation: 'none' },
        labels: labelIds(classifier.labels).map((id, i) => {
          return { id, label: defined(classifier.labels[i]), unit: 'logit' };
        }),
      },
    ],
  };
  const bias = new Float32Array(classifier.labels.length);
  return writeHead(join(heads, id), manifest, {
    weight,
    bias: { shape: [bias.length], data: bias },
  });
}

/**
 * How a classifier is made a head; undefined where the checkpoint has none. Error: `usage` where nobody
 * says how many bp it was trained on, for a pooling that cannot be had, and for one without a classifier.
 */
export function planClassifier(
  model: ModelPackage,
  asked: { readonly pool?: ClassifierPool | undefined; readonly window?: number | undefined },
): ClassifierPlan | undefined {
  const { name, trainingContext } = model.ownManifest;
  const classifier = findClassifier(model);
  if (classifier === undefined) {
    if (asked.pool === undefined && asked.window === undefined) return undefined;
    throw new MegabaseError('usage', `${name} is not a classifier; there is nothing to pool.`);
  }
  const pool = asked.pool ?? classifier.pool;
  const window = asked.window ?? trainingContext;
  if (window === undefined) {
    throw new MegabaseError(
      'usage',
      `${name} is a classifier with ${classifier.labels.length} labels; say with --window how many bp it was ` +
        'trained on.',
    );
  }
  if (isStrandSharing(model) && (pool === 'first' || pool === 'last')) {
    throw new MegabaseError(
      'usage',
      `${name} shares its strands: the ${pool} token of one is the other end of the other, and its ` +
        'classifier is pooled by mean or max only.',
    );
  }
  return { classifier, pool, window };
}

/** The name of the head that a model's classifier becomes. */
export function classifierId(model: string): string {
  return `${model}-classifier`;
}

/**
 * The score as one map of pooled features. A mean may be taken of both strands' mean. For a maximum
 * each strand's half of the published hidden state is pooled by itself, and the second half has its
 * channels reversed.
 */
function linearMap(
  model: ModelPackage,
  pool: ClassifierPool,
): { features: WindowOutput['features']; weight: HeadTensor } {
  const weight = readScore(model);
  if (pool === 'mean' || !isStrandSharing(model)) return { features: 'averaged', weight };
  const [rows, d] = weight.shape as [number, number];
  const data = new Float32Array(rows * 2 * d);
  for (let row = 0; row < rows; row++) {
    const half = weight.data.subarray(row * d, (row + 1) * d).map((value) => value / 2);
    data.set(half, row * 2 * d);
    data.set(half.reverse(), row * 2 * d + d);
  }
  return { features: 'published', weight: { shape: [rows, 2 * d], data } };
}

function isStrandSharing(model: ModelPackage): boolean {
  return describeNetwork(model).strands === 2;
}

function scoreShape({ weights }: ModelPackage): readonly number[] | undefined {
  const tensors = openTensors(weights);
  tensors.close();
  return tensors.tensors.get(score)?.shape;
}

function readScore(model: ModelPackage): HeadTensor {
  const { d } = describeNetwork(model);
  const tensors = openTensors(model.weights);
  try {
    const { shape } = defined(tensors.tensors.get(score));
    if (shape.length === 2 && shape[1] === d) {
      const data = tensors.floats(score);
      const fault = notFiniteIn(data, shape);
      if (fault === undefined) return { shape, data };
      throw new MegabaseError(
        'model-weights',
        `${tensors.fileOf(score)}: tensor "${score}", ${fault}; every weight must be a finite number.`,
      );
    }
    throw new MegabaseError(
      'model-weights',
      `${tensors.fileOf(score)}: tensor "${score}" has shape [${shape.join(', ')}]; ` +
        `config.json needs [labels, ${d}].`,
    );
  } finally {
    tensors.close();
  }
}

/** Labels as ids of columns, each once. */
function labelIds(labels: readonly string[]): string[] {
  const ids = labels.map((label) => label.replace(/[^A-Za-z0-9_-]+/g, '_') || 'label');
  return ids.map((id, i) => (ids.indexOf(id) === i ? id : `${id}_${i}`));
}
