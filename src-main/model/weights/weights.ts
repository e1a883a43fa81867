import { MegabaseError } from '../../contract/index.ts';
import type { Matrix } from '../graph/index.ts';
import { notFiniteIn } from './not-finite.ts';
import type { Tensors } from './tensors.ts';

/** Named weights with the shapes that the architecture needs. */
export class Weights {
  readonly #file: Tensors;
  readonly #nameOf: (name: string) => string;

  constructor(file: Tensors, nameOf = (name: string) => name) {
    this.#file = file;
    this.#nameOf = nameOf;
  }

  /** The same weights, asked for by other names; `nameOf` gives the one in the file. */
  renamed(nameOf: (name: string) => string): Weights {
    return new Weights(this.#file, nameOf);
  }

  has(name: string): boolean {
    return this.#file.tensors.has(this.#nameOf(name));
  }

  /** The first of `names` that the file holds. Names differ between ways of saving one network. */
  firstOf(names: readonly string[]): string {
    const found = names.find((name) => this.has(name));
    if (found !== undefined) return found;
    throw new MegabaseError(
      'model-weights',
      `${this.#file.path} holds none of the tensors ${names.map(this.#nameOf).join(', ')}.`,
    );
  }

  /** Refuses weights that hold no tensor of exactly this shape; of its numbers nothing is read. Error: `model-weights`. */
  expect(asked: string, shape: readonly number[]): void {
    const name = this.#nameOf(asked);
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
  }

  /** A tensor of exactly this shape, as float32, all numbers. Error: `model-weights`. */
  get(asked: string, shape: readonly number[]): Matrix {
    this.expect(asked, shape);
    const name = this.#nameOf(asked);
    const data = this.#file.floats(name);
    const fault = notFiniteIn(data, shape);
    if (fault === undefined) return { data, shape };
    throw new MegabaseError(
      'model-weights',
      `${this.#file.fileOf(name)}: tensor "${name}", ${fault}; every weight must be a finite number.`,
    );
  }

  /** Refuses a tensor that the configuration, as in `why`, says is not there. Error: `model-weights`. */
  expectNone(asked: string, why: string): void {
    const name = this.#nameOf(asked);
    const found = this.#file.tensors.get(name);
    if (found === undefined) return;
    throw new MegabaseError(
      'model-weights',
      `${this.#file.fileOf(name)}: there is a tensor "${name}" of shape [${found.shape.join(', ')}]; config.json has ${why}, so none was expected.`,
    );
  }

  vector(name: string, length: number): Float32Array {
    return this.get(name, [length]).data;
  }
}
