import type { GraphPackage } from '../../model/index.ts';
import type { Model } from '../jobs/index.ts';
import { foreseeMemory } from '../memory/index.ts';
import { runTiledPerturbations } from './run-tiled-perturbations.ts';
import { runTiles } from './run-tiles.ts';

/** An ONNX graph without state: tile by tile, each of which knows nothing of the others. */
export function tiledModel(model: GraphPackage): Model {
  return {
    run: (job, send) => runTiles(model, job, send),
    perturb: (job, send) => runTiledPerturbations(model, job, send),
    memory: (pass) => foreseeMemory(model, pass),
    close: () => Promise.resolve(),
  };
}
