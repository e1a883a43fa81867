import { MegabaseError } from '../contract/index.ts';
import type { Matrix } from './graph/operators.ts';
import type { Tensors } from './tensors.ts';

/** Named weights with the shapes that the architecture needs. */
export class Weights {
  readonly #file: Tensors;

  constructor(file: Tensors) {
    this.#file = file;
  }

  has(name: string): boolean {
    return this.#file.tensors.has(name);
  }

  /** The first of `names` that the file holds. Names differ between ways of saving one network. */
  firstOf(names: readonly string[]): string {
    const found = names.find((name) => this.has(name));
    if (found !== undefined) return found;
    throw new MegabaseError(
      'model-weights',
      `${this.#file.path} holds none of the tensors ${names.join(', ')}.`,
    );
  }

  /** A tensor of exactly this shape, as float32. Error: `model-weights`. */
  get(name: string, shape: readonly number[]): Matrix {
    const found = this.#file.tensors.get(name);
    if (found === undefined) {
      throw new MegabaseError(
        'model-weights',
        `${this.#file.path} holds no tensor "${name}"; config.json needs it with shape [${shape.join(', ')}].`,
      );
    }
    if (found.shape.join() !== shape.join()) {
      throw new MegabaseError(
        'model-weights',
        `${this.#file.fileOf(name)}: tensor "${name}" has shape [${found.shape.join(', ')}]; config.json needs [${shape.join(', ')}].`,
      );
    }
    return { data: this.#file.floats(name), shape };
  }

  vector(name: string, length: number): Float32Array {
    return this.get(name, [length]).data;
  }
}
