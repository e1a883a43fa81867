import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isMegabaseError, MegabaseError } from '../../contract/index.ts';
import { Safetensors, SafetensorsFile } from '../../formats/safetensors/index.ts';

/**
 * Embeddings on disk, a safetensors file for each key, written whole or not at all. A file that is
 * damaged counts as absent, so that it is computed and written anew.
 */
export class EmbeddingStore {
  readonly #folder: string | undefined;
  readonly #others: readonly string[];

  /** Keeps in `folder`, or nothing where it is absent; `others` are read and never written. */
  constructor(folder: string | undefined, others: readonly string[] = []) {
    this.#folder = folder;
    this.#others = others;
  }

  /** `[rows, width]` as it was kept under `key`, if it was. */
  find(key: string, shape: { rows: number; width: number }): Float32Array | undefined {
    const own = this.#folder === undefined ? undefined : read(pathOf(this.#folder, key), shape);
    // What is used stays longest.
    if (own && this.#folder) utimesSync(pathOf(this.#folder, key), new Date(), new Date());
    if (own) return own;
    for (const folder of this.#others) {
      const found = read(pathOf(folder, key), shape);
      if (found) return found;
    }
    return undefined;
  }

  /** Errors: `disk-full`, `output-unwritable`. */
  async keep(
    key: string,
    values: Float32Array,
    width: number,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      const why = `${folder} cannot be made.`;
      throw new MegabaseError('output-unwritable', why, { cause });
    }
    const shape = [values.length / width, width];
    const specs = { [tensor]: { dtype: 'F32', shape } } as const;
    const file = await SafetensorsFile.create(pathOf(folder, key), specs, metadata, {
      replaces: 'anything',
    });
    try {
      await file.write(tensor, 0, values);
    } catch (error) {
      await file.discard();
      throw error;
    }
    await file.finish();
  }
}

const tensor = 'embeddings';

const pathOf = (folder: string, key: string) => join(folder, `${key}.safetensors`);

function read(
  path: string,
  { rows, width }: { rows: number; width: number },
): Float32Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const file = Safetensors.open(path);
    try {
      const values = file.floats(tensor);
      return values.length === rows * width && values.every(Number.isFinite) ? values : undefined;
    } finally {
      file.close();
    }
  } catch (error) {
    if (isMegabaseError(error)) return undefined;
    throw error;
  }
}
