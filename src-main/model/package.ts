import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { MegabaseError, type ModelIdentity } from '../contract/index.ts';
import { caduceusConfigSchema, type CaduceusConfig } from './caduceus/config.ts';
import { deriveManifest } from './derive-manifest.ts';
import { expectLinksWhole, snapshotFolder } from './hub-cache.ts';
import { hawkConfigSchema, type HawkConfig } from './hawk/config.ts';
import { manifestSchema, type Manifest } from './manifest.ts';
import { readJson } from './read-json.ts';
import { findWeights, pickleName, type WeightFiles } from './weight-files.ts';

/** A model folder whose description has been read and checked; its weights are still on disk. */
export interface ModelPackage {
  readonly folder: string;
  readonly config: CaduceusConfig | HawkConfig;
  readonly manifest: Manifest;
  readonly weights: WeightFiles;
}

/** Files without which a package cannot be read. */
const needed = /^config\.json$|\.safetensors(\.index\.json)?$/;

const familySchema = z.discriminatedUnion('model_type', [caduceusConfigSchema, hawkConfigSchema]);

/**
 * Reads the package in `folder`: `config.json`, `model.safetensors` or its parts with their index
 * and, if it is there, `manifest.json`; without one, as in a Hugging Face snapshot, the manifest is
 * derived. `folder` may be a repository in the hub's cache, too.
 *
 * Errors: `model-missing`, `pickle-refused`, `model-config`, `model-manifest`, `model-weights`.
 */
export function readModelPackage(folder: string): ModelPackage {
  const given = resolve(folder);
  if (statSync(given, { throwIfNoEntry: false })?.isFile()) throw refuseFile(given);
  const absolute = snapshotFolder(given);
  if (existsSync(absolute)) expectLinksWhole(absolute, (name) => needed.test(name));
  const configPath = join(absolute, 'config.json');
  if (!existsSync(configPath)) {
    throw new MegabaseError('model-missing', `${absolute} is not a model: it has no config.json.`);
  }
  const weights = findWeights(absolute);
  const config = readJson(configPath, familySchema, 'model-config');
  const manifestPath = join(absolute, 'manifest.json');
  const manifest = existsSync(manifestPath)
    ? readJson(manifestPath, manifestSchema, 'model-manifest')
    : deriveManifest(absolute, config);
  if (manifest.family !== config.model_type) {
    throw new MegabaseError(
      'model-manifest',
      `${manifestPath}: family is "${manifest.family}", config.json says "${config.model_type}".`,
    );
  }
  return { folder: absolute, config, manifest, weights };
}

/** Names the package by what changes its numbers: configuration, weights and outputs. */
export async function identifyModel(model: ModelPackage): Promise<ModelIdentity> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([model.config, model.manifest.outputs]));
  const { files, shardOf } = model.weights;
  if (shardOf) {
    const places = [...shardOf].map(([tensor, file]) => [tensor, basename(file)]);
    hash.update(JSON.stringify(places.sort()));
  }
  for (const file of files) {
    for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer);
  }
  const { id, name, version, family } = model.manifest;
  return { id, name, version, family, hash: hash.digest('hex') };
}

function refuseFile(path: string): MegabaseError {
  return pickleName.test(path)
    ? new MegabaseError('pickle-refused', `${path} is a pickle file; model.safetensors is needed.`)
    : new MegabaseError(
        'model-missing',
        `${path} is a file; a model is the folder with its config.json and model.safetensors.`,
      );
}
