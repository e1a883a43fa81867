import { join } from 'node:path';
import {
  expectNetwork,
  identifyModel,
  readModelPackage,
  type HeadOutput,
  featureWidth,
} from '../../src-main/model/index.ts';
import { writeRandomHead, type RandomHead } from './random-head.ts';

/** Writes a random head for the model in `model` beside others in `folder`; gives its folder. */
export async function addHead(
  folder: string,
  model: string,
  head: Partial<RandomHead> & { readonly id: string; readonly outputs: HeadOutput[] },
): Promise<string> {
  const base = expectNetwork(readModelPackage(model));
  const { id, hash } = await identifyModel(base);
  const path = join(folder, head.id);
  const width = (output: HeadOutput) => {
    if (output.kind === 'tracks') return featureWidth(base.config, 'averaged');
    return (output.kind === 'variant' ? 2 : 1) * featureWidth(base.config, output.features);
  };
  writeRandomHead(path, { seed: 1, model: { id, hash }, ...head }, width);
  return path;
}
