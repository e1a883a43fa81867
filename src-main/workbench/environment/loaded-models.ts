import { statSync } from 'node:fs';
import type { Locations } from '../../home/index.ts';
import { loadModel, ModelLibrary, type LoadedModel } from '../../library/index.ts';

/**
 * The library's models with their identity. That takes reading all weights, so it is remembered
 * while a model's files stay as they are.
 */
export class LoadedModels {
  readonly library: ModelLibrary;
  readonly #loaded = new Map<string, Promise<LoadedModel>>();

  constructor(locations: Locations) {
    this.library = new ModelLibrary(locations);
  }

  close(): void {
    this.library.close();
  }

  /** Error: `model-missing`, and those of reading the model. */
  load(id: string): Promise<LoadedModel> {
    const found = this.library.find(id);
    const { weights, ...description } = found.model;
    const files = [...weights.files, ...description.heads.map((head) => head.weights)].map(
      (file) => {
        const { size, mtimeMs } = statSync(file);
        return [file, size, mtimeMs];
      },
    );
    const state = JSON.stringify([files, description]);
    const loading = this.#loaded.get(state) ?? loadModel(found);
    this.#loaded.set(state, loading);
    // What could not be read now may be there later.
    loading.catch(() => this.#loaded.delete(state));
    return loading;
  }
}
