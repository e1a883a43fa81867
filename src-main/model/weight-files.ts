import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { MegabaseError } from '../contract/index.ts';
import { readJson } from './read-json.ts';

/** Where a model's tensors lie: in one safetensors file, or in several with an index of them. */
export interface WeightFiles {
  /** `model.safetensors`, or the index. */
  readonly path: string;
  /** All files with tensors, by name. */
  readonly files: readonly string[];
  /** Path of the file that holds a tensor; absent where there is only one. */
  readonly shardOf?: ReadonlyMap<string, string>;
}

const single = 'model.safetensors';
const indexName = 'model.safetensors.index.json';

/** Endings under which PyTorch and its like save pickles. */
export const pickleName = /\.(bin|pt|pth|ckpt|pkl)$/;

/** As the hub's libraries write it; what else stands in it, such as the total size, is not needed. */
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * The weights in a model's folder. Where both one file and an index are there, the one file is read,
 * as `transformers` does. Errors: `model-missing`, `pickle-refused`, `model-weights`.
 */
export function findWeights(folder: string): WeightFiles {
  const path = join(folder, single);
  if (isFile(path)) return { path, files: [path] };
  const index = join(folder, indexName);
  if (isFile(index)) return readIndex(folder, index);
  const pickle = readdirSync(folder).find((name) => pickleName.test(name));
  if (pickle !== undefined) {
    throw new MegabaseError(
      'pickle-refused',
      `${basename(folder)} has its weights in ${pickle}, a pickle file; ${single} is needed.`,
    );
  }
  throw new MegabaseError('model-incomplete', `${folder} has a config.json but no ${single}.`);
}

/** Bytes of all files with tensors. */
export function weightBytes({ files }: WeightFiles): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

function readIndex(folder: string, path: string): WeightFiles {
  const shardOf = new Map<string, string>();
  for (const [tensor, name] of Object.entries(
    readJson(path, indexSchema, 'model-weights').weight_map,
  )) {
    // The index comes from elsewhere: it must not make the program read outside the folder.
    if (name !== basename(name) || name.includes('\\') || !name.endsWith('.safetensors')) {
      throw new MegabaseError(
        'model-weights',
        `${path}: tensor "${tensor}" lies in "${name}"; expected a .safetensors file of that folder.`,
      );
    }
    shardOf.set(tensor, join(folder, name));
  }
  const files = [...new Set(shardOf.values())].sort();
  const missing = files.filter((file) => !isFile(file)).map((file) => basename(file));
  if (missing.length > 0) {
    throw new MegabaseError(
      'model-weights',
      `${path} names ${files.length} files; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    );
  }
  return { path, files, shardOf };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
