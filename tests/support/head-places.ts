import { join } from 'node:path';
import {
  describeNetwork,
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
  const base = readModelPackage(model);
  const network = describeNetwork(base);
  const { id, hash } = await identifyModel(base);
  const path = join(folder, head.id);
  const width = (output: HeadOutput) => {
    if (output.kind === 'tracks') return network.d;
    return (output.kind === 'variant' ? 2 : 1) * featureWidth(network, output.features);
  };
  writeRandomHead(path, { seed: 1, model: { id, hash }, ...head }, width);
  return path;
}
