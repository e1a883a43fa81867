import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import { readJson } from '../weights/index.ts';
import { headManifestSchema, type HeadManifest } from './manifest.ts';

/** A head's folder whose description has been read and checked; its weights are still on disk. */
export interface HeadPackage {
  readonly folder: string;
  readonly manifest: HeadManifest;
  /** Path of `head.safetensors`. */
  readonly weights: string;
}

/**
 * Reads the head in `folder`: `head.json` and `head.safetensors`.
 *
 * Errors: `head-missing`, `head-manifest`.
 */
export function readHeadPackage(folder: string): HeadPackage {
  const absolute = resolve(folder);
  const path = join(absolute, 'head.json');
  if (!existsSync(path)) {
    throw new MegabaseError('head-missing', `${absolute} is not a head: it has no head.json.`);
  }
  const manifest = readJson(path, headManifestSchema, 'head-manifest');
  const weights = join(absolute, 'head.safetensors');
  if (!existsSync(weights)) {
    throw new MegabaseError('head-missing', `${absolute} has a head.json but no head.safetensors.`);
  }
  return { folder: absolute, manifest, weights };
}
