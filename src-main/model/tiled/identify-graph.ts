import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ModelIdentity } from '../../contract/index.ts';
import type { GraphPackage } from './package.ts';

/** Names the package by what changes its numbers: how it is fed and read, the graph, its weights. */
export async function identifyGraph(model: GraphPackage): Promise<ModelIdentity> {
  const { manifest, graph, members, weights } = model;
  const { id, name, version, family, input, constants, tiling, outputs } = manifest;
  const { reverseComplement } = manifest;
  const hash = createHash('sha256');
  const read = [input, constants, tiling, outputs, graph.external];
  hash.update(JSON.stringify([...read, members.length, reverseComplement]));
  for (const path of weights.files) {
    for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  }
  return { id, name, version, family, hash: hash.digest('hex'), tile: tiling.length };
}
