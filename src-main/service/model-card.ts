import { statSync } from 'node:fs';
import type { ModelCard } from '../contract/index.ts';
import { isGraph, usefulContext, weightBytes } from '../model/index.ts';
import type { LibraryModel } from './model-library.ts';
import { modelTracks } from './model-tracks.ts';

/** What the library knows of a model, for a person to read. */
export function modelCard({ model, origin }: LibraryModel): ModelCard {
  const { manifest, weights, heads } = model;
  const [head, ...others] = heads;
  const { id, name, version, family, description, license, citation, trainingContext } = manifest;
  return {
    ...{ id, name, version, family, origin, description, license, citation, trainingContext },
    usefulContext: usefulContext(manifest),
    tile: isGraph(model) ? model.manifest.tiling.length : undefined,
    tracks: modelTracks(manifest),
    weightBytes: heads.reduce((sum, one) => sum + statSync(one.weights).size, weightBytes(weights)),
    folder: head && others.length === 0 ? head.folder : model.folder,
  };
}
