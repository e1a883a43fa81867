import { refuseTiled, type GraphPackage } from '../../model/index.ts';

export function runTiledEdits(model: GraphPackage): Promise<void> {
  return Promise.reject(refuseTiled(model.manifest));
}
