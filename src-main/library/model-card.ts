import { statSync } from 'node:fs';
import type { ModelCard } from '../contract/index.ts';
import {
  describeModel,
  memberNames,
  modelBasis,
  usefulContext,
  weightBytes,
  type ModelPackage,
  modelTracks,
  variantLimit,
} from '../model/index.ts';
import type { LibraryModel } from './model-library.ts';

/** What the library knows of a model, for a person to read. */
export function modelCard({ model, origin }: LibraryModel): ModelCard {
  const { manifest, weights, heads } = model;
  const [head, ...others] = heads;
  const { tile } = describeModel(model);
  const members = memberNames(model);
  const { id, name, version, family, description, license, citation, trainingContext } = manifest;
  return {
    ...{ id, name, version, family, origin, description, license, citation, trainingContext },
    strands: modelBasis(model).strands,
    ...(members.length > 0 && { members }),
    trainedOn: manifest.trainedOn?.text,
    variantLimit: variantLimit(manifest),
    usefulContext: usefulContext(manifest),
    tile: tile?.length,
    margin: tile && (tile.length - tile.centre) / 2,
    tracks: modelTracks(manifest),
    ...scoresOf(model),
    weightBytes: heads.reduce((sum, one) => sum + statSync(one.weights).size, weightBytes(weights)),
    folder: head && others.length === 0 ? head.folder : model.folder,
  };
}

function scoresOf({ heads }: ModelPackage): Pick<ModelCard, 'scores'> {
  const outputs = heads.flatMap(({ manifest }) => manifest.outputs);
  const scores = outputs.flatMap((output) => {
    if (output.kind === 'tracks') return [];
    const of = output.kind === 'window' ? ('places' as const) : ('variants' as const);
    return output.labels.map((label) => ({ ...label, of }));
  });
  return scores.length > 0 ? { scores } : {};
}
