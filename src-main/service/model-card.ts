import { statSync } from 'node:fs';
import type { TrackInfo } from '../contract/index.ts';
import { usefulContext } from '../model/index.ts';
import type { LibraryModel } from './model-library.ts';
import { modelTracks } from './model-tracks.ts';

/** What a person wants to know of a model before using it. */
export interface ModelCard {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly family: string;
  readonly origin: LibraryModel['origin'];
  readonly description: string | undefined;
  readonly license: string;
  readonly citation: string | undefined;
  /** bp; undefined where nobody says. */
  readonly trainingContext: number | undefined;
  /** bp that a region is filled up to by default; undefined where nothing is known. */
  readonly usefulContext: number | undefined;
  readonly tracks: readonly TrackInfo[];
  readonly weightBytes: number;
  readonly folder: string;
}

export function modelCard({ model, origin }: LibraryModel): ModelCard {
  const { manifest, folder, weights } = model;
  const { id, name, version, family, description, license, citation, trainingContext } = manifest;
  return {
    ...{ id, name, version, family, origin, description, license, citation, trainingContext },
    usefulContext: usefulContext(manifest),
    tracks: modelTracks(manifest),
    weightBytes: statSync(weights).size,
    folder,
  };
}
