import { MegabaseError, defined } from '../../contract/index.ts';
import type { Dtype } from '../../formats/dtype/index.ts';
import { PytorchFile } from '../../formats/pytorch/index.ts';
import { Safetensors } from '../../formats/safetensors/index.ts';
import type { WeightFiles } from './weight-files.ts';

/** What is known of a tensor without its numbers. */
interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Of tied weights the name that the numbers count under; absent where the file does not tell. */
  readonly sameAs?: string;
}

/** Named tensors on disk, in one file or in several. */
export interface Tensors {
  /** What a person looks at to see which tensors there are. */
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** The file that holds a tensor. */
  fileOf(name: string): string;
  /** A floating-point tensor as float32, whatever it is stored as. */
  floats(name: string): Float32Array;
  close(): void;
}

/**
 * Opens all files of a model's weights. Errors: `model-weights`, `safetensors-format`,
 * `pytorch-format`, `pickle-refused`.
 */
export function openTensors(weights: WeightFiles): Tensors {
  const { path, shardOf } = weights;
  return shardOf === undefined ? openFile(path) : new Shards(weights, shardOf);
}

function openFile(path: string): Tensors {
  return path.endsWith('.safetensors') ? Safetensors.open(path) : PytorchFile.open(path);
}

/** Tensors over several files, each taken from where the index says. */
class Shards implements Tensors {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly #shardOf: ReadonlyMap<string, Tensors>;
  readonly #open: Tensors[] = [];

  constructor({ path, files }: WeightFiles, shardOf: ReadonlyMap<string, string>) {
    this.path = path;
    try {
      for (const file of files) this.#open.push(openFile(file));
      const byPath = new Map(this.#open.map((shard) => [shard.path, shard]));
      const tensors = new Map<string, TensorEntry>();
      const shards = new Map<string, Tensors>();
      for (const [name, file] of shardOf) {
        const shard = defined(byPath.get(file));
        const entry = shard.tensors.get(name);
        if (entry === undefined) {
          throw new MegabaseError(
            'model-weights',
            `${path} says that tensor "${name}" lies in ${file}, which does not hold it.`,
          );
        }
        tensors.set(name, entry);
        shards.set(name, shard);
      }
      this.tensors = tensors;
      this.#shardOf = shards;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  fileOf(name: string): string {
    return this.#shardOf.get(name)?.path ?? this.path;
  }

  floats(name: string): Float32Array {
    const shard = this.#shardOf.get(name);
    if (shard) return shard.floats(name);
    throw new MegabaseError('model-weights', `${this.path} names no tensor "${name}".`);
  }

  close(): void {
    for (const shard of this.#open) shard.close();
  }
}
