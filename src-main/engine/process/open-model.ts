import { isGraph, readModelPackage } from '../../model/index.ts';
import type { Model, PassJob } from '../jobs/index.ts';
import { recurrentModel } from '../recurrent/index.ts';
import { tiledModel } from '../tiled/index.ts';

/** The model of the last job, which the next one most often wants, too. */
export class OpenModel {
  #open: { readonly key: string; readonly model: Model } | undefined;

  /** Errors: those of the package. */
  async for({
    model,
    heads,
    modelHash,
  }: Pick<PassJob, 'model' | 'heads' | 'modelHash'>): Promise<Model> {
    const key = JSON.stringify([model, heads, modelHash]);
    if (this.#open?.key === key) return this.#open.model;
    await this.#open?.model.close();
    this.#open = undefined;
    const opened = openModel({ model, heads });
    this.#open = { key, model: opened };
    return opened;
  }
}

/** A model by its folders. The one place that asks which kind it is. */
export function openModel({ model, heads }: Pick<PassJob, 'model' | 'heads'>): Model {
  const opened = readModelPackage(model, heads);
  return isGraph(opened) ? tiledModel(opened) : recurrentModel(opened);
}
