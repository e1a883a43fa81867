import { createHash, type Hash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { MegabaseError, type ModelIdentity } from '../../contract/index.ts';
import { deriveManifest } from './derive-manifest.ts';
import {
  tensorNames,
  readJson,
  findWeights,
  isWeightName,
  type WeightFiles,
} from '../weights/index.ts';
import { expectLinksWhole, snapshotFolder } from './hub-cache.ts';
import {
  composeManifest,
  type HeadManifest,
  readHeadPackage,
  type HeadPackage,
} from '../heads/index.ts';
import { manifestSchema, type NetworkManifest } from '../manifest.ts';
import { readModelConfig, type ModelConfig } from './model-config.ts';
import {
  holdsGraph,
  identifyGraph,
  readGraphPackage,
  refuseTiled,
  type GraphPackage,
} from '../tiled/index.ts';
import { readVocabulary, type Vocabulary } from '../vocabulary/index.ts';

/** A model folder whose description has been read and checked; its weights are still on disk. */
export type ModelPackage = NetworkPackage | GraphPackage;

/** A network that Megabase compiles from its weights. */
export interface NetworkPackage {
  readonly folder: string;
  readonly config: ModelConfig;
  /** Of the model and the heads on it together. */
  readonly manifest: NetworkManifest;
  /** Of the model alone. */
  readonly ownManifest: NetworkManifest;
  readonly heads: readonly HeadPackage[];
  readonly weights: WeightFiles;
  /** Absent where it was trained with ours, `sequence/tokens.ts`. */
  readonly vocabulary?: Vocabulary | undefined;
}

/** Files without which a package cannot be read, or would be read as another one. */
const needed =
  /^(config|manifest|tokenizer|vocab)\.json$|^vocab\.txt$|\.onnx$|\.(safetensors|bin)\.index\.json$/;

/**
 * Reads the package in `folder`: `config.json`, weights (`findWeights`) and, if it is there, `manifest.json`; without one, as in a Hugging Face snapshot, the manifest is
 * derived. `folder` may be a repository in the hub's cache, too. With
 * `model.onnx` and a manifest of family `onnx` it is an ONNX graph. `heads` are the folders of heads
 * on it; whether they were trained on this model is seen by `identifyModel`.
 *
 * Errors: `model-missing`, `model-incomplete`, `model-config`, `model-manifest`, `model-weights`,
 * `model-graph`; those of `readHeadPackage`, and `head-manifest` where two have tracks or labels of one
 * id.
 */
export function readModelPackage(
  folder: string,
  headFolders: readonly string[] = [],
): ModelPackage {
  const given = resolve(folder);
  if (statSync(given, { throwIfNoEntry: false })?.isFile()) throw refuseFile(given);
  const absolute = snapshotFolder(given);
  if (existsSync(absolute))
    expectLinksWhole(absolute, (name) => needed.test(name) || isWeightName(name));
  if (holdsGraph(absolute)) return readGraphPackage(absolute, headFolders);
  const configPath = join(absolute, 'config.json');
  if (!existsSync(configPath)) {
    throw new MegabaseError(
      'model-incomplete',
      existsSync(absolute)
        ? `${absolute} is not a model: it has no config.json.`
        : `There is no folder ${absolute}.`,
    );
  }
  // First the configuration: weights of a network that cannot run here need not be looked for.
  const { config, vocabulary } = expectConfig(absolute, tensorNames(absolute));
  const weights = findWeights(absolute);
  const manifestPath = join(absolute, 'manifest.json');
  const own: NetworkManifest = existsSync(manifestPath)
    ? readJson(manifestPath, manifestSchema, 'model-manifest')
    : deriveManifest(absolute, config);
  if (own.family !== config.model_type) {
    throw new MegabaseError(
      'model-manifest',
      `${manifestPath}: family is "${own.family}", config.json says "${config.model_type}".`,
    );
  }
  const heads = headFolders.map(readHeadPackage);
  const manifest = composeManifest(own, heads);
  return { folder: absolute, config, manifest, ownManifest: own, heads, weights, vocabulary };
}

/**
 * What a folder's configuration says, with or without weights beside it; with the names of their tensors,
 * where they are known. Error: `model-config`.
 */
export function expectConfig(
  folder: string,
  tensors?: readonly string[],
): Pick<NetworkPackage, 'config' | 'vocabulary'> {
  const config = readModelConfig(join(folder, 'config.json'), tensors);
  const vocabulary = config.model_type === 'hawk' ? undefined : readVocabulary(folder, config);
  return { config, vocabulary };
}

/**
 * Names the package by what changes its numbers: configuration, vocabulary, weights and outputs, and
 * those of the heads on it. Error: `head-model` for a head that was trained on another model.
 */
export async function identifyModel(model: ModelPackage): Promise<ModelIdentity> {
  if (isGraph(model)) return identifyGraph(model);
  const { id, name, version, family } = model.manifest;
  const own = createHash('sha256');
  own.update(JSON.stringify([model.config, model.ownManifest.outputs]));
  if (model.vocabulary) own.update(JSON.stringify(model.vocabulary));
  const { files, shardOf } = model.weights;
  if (shardOf) {
    const places = [...shardOf].map(([tensor, file]) => [tensor, basename(file)]);
    own.update(JSON.stringify(places.sort()));
  }
  for (const file of files) await addFile(own, file);
  const ownHash = own.digest('hex');
  if (model.heads.length === 0) return { id, name, version, family, hash: ownHash };

  const all = createHash('sha256').update(ownHash);
  for (const { manifest, weights } of model.heads) {
    expectModel(manifest, { id: model.ownManifest.id, hash: ownHash });
    all.update(JSON.stringify(manifest.outputs));
    await addFile(all, weights);
  }
  return { id, name, version, family, hash: all.digest('hex') };
}

async function addFile(hash: Hash, path: string): Promise<void> {
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
}

function expectModel(
  head: HeadManifest,
  model: { readonly id: string; readonly hash: string },
): void {
  if (head.model.hash === model.hash) return;
  const say = ({ id, hash }: typeof model) => `${id} (${hash.slice(0, 12)})`;
  throw new MegabaseError(
    'head-model',
    `The head ${head.id} was trained on the model ${say(head.model)}; it does not work with ${say(model)}.`,
  );
}

/** True for an ONNX graph, which carries no state and is read in tiles. */
export function isGraph(model: ModelPackage): model is GraphPackage {
  return 'graph' in model;
}

/** The model, where it is a network whose inside is known. Error: `model-tiled` for an ONNX graph. */
export function expectNetwork(model: ModelPackage): NetworkPackage {
  if (isGraph(model)) throw refuseTiled(model.manifest);
  return model;
}

function refuseFile(path: string): MegabaseError {
  return new MegabaseError(
    'model-incomplete',
    `${path} is a file; a model is the folder with its config.json and its weights.`,
  );
}
