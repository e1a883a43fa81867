import type { ModelCard } from '../contract/index.ts';
import { usefulContext, weightBytes } from '../model/index.ts';
import type { LibraryModel } from './model-library.ts';
import { modelTracks } from './model-tracks.ts';

/** What the library knows of a model, for a person to read. */
export function modelCard({ model, origin }: LibraryModel): ModelCard {
  const { manifest, folder, weights } = model;
  const { id, name, version, family, description, license, citation, trainingContext } = manifest;
  return {
    ...{ id, name, version, family, origin, description, license, citation, trainingContext },
    usefulContext: usefulContext(manifest),
    tracks: modelTracks(manifest),
    weightBytes: weightBytes(weights),
    folder,
  };
}
