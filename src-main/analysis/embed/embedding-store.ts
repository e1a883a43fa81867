import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isMegabaseError, MegabaseError } from '../../contract/index.ts';
import { Safetensors, SafetensorsFile } from '../../formats/safetensors/index.ts';

/**
 * Embeddings on disk, a safetensors file for each key, written whole or not at all. A file that is
 * damaged counts as absent, so that it is computed and written anew.
 */
export class EmbeddingStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** `[rows, width]` as it was kept under `key`, if it was. */
  find(key: string, { rows, width }: { rows: number; width: number }): Float32Array | undefined {
    const path = this.#path(key);
    if (!existsSync(path)) return undefined;
    try {
      const file = Safetensors.open(path);
      try {
        const values = file.floats(tensor);
        if (values.length !== rows * width || !values.every(Number.isFinite)) return undefined;
        // What is used stays longest.
        utimesSync(path, new Date(), new Date());
        return values;
      } finally {
        file.close();
      }
    } catch (error) {
      if (isMegabaseError(error)) return undefined;
      throw error;
    }
  }

  /** Errors: `disk-full`, `output-unwritable`. */
  async keep(
    key: string,
    values: Float32Array,
    width: number,
    metadata: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      mkdirSync(this.#folder, { recursive: true });
    } catch (cause) {
      const why = `${this.#folder} cannot be made.`;
      throw new MegabaseError('output-unwritable', why, { cause });
    }
    const shape = [values.length / width, width];
    const specs = { [tensor]: { dtype: 'F32', shape } } as const;
    const file = await SafetensorsFile.create(this.#path(key), specs, metadata, {
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

  #path(key: string): string {
    return join(this.#folder, `${key}.safetensors`);
  }
}

const tensor = 'embeddings';
