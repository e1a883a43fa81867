import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ModelIdentity } from '../../contract/index.ts';
import type { GraphPackage } from './package.ts';

/** Names the package by what changes its numbers: how it is fed and read, the graph, its weights. */
export async function identifyGraph(model: GraphPackage): Promise<ModelIdentity> {
  const { manifest, graph, weights } = model;
  const { id, name, version, family, input, constants, tiling, outputs } = manifest;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([input, constants, tiling, outputs, graph.external]));
  for (const path of weights.files) {
    for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  }
  return { id, name, version, family, hash: hash.digest('hex'), tile: tiling.length };
}
