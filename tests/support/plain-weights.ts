import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainTensor } from './plain-math.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** The tensors of a model's file, as float64. */
export class PlainWeights {
  readonly #file: Buffer;
  readonly #header: Readonly<Record<string, Entry>>;
  readonly #dataStart: number;

  constructor(folder: string) {
    this.#file = readFileSync(join(folder, 'model.safetensors'));
    const length = Number(this.#file.readBigUInt64LE(0));
    this.#header = JSON.parse(this.#file.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
    this.#dataStart = 8 + length;
  }

  has(name: string): boolean {
    return name in this.#header;
  }

  get(name: string): PlainTensor {
    const entry = this.#header[name];
    if (entry?.dtype !== 'F32') throw new Error(`no float32 tensor ${name}`);
    const [start, end] = entry.data_offsets;
    const data = Float64Array.from({ length: (end - start) / 4 }, (_, i) =>
      this.#file.readFloatLE(this.#dataStart + start + 4 * i),
    );
    return { shape: entry.shape, data };
  }

  /** A tensor that not every model has. */
  find(name: string): PlainTensor | undefined {
    return this.has(name) ? this.get(name) : undefined;
  }
}

export function readConfig(folder: string): Record<string, unknown> {
  // Python writes a step that may be any as bare Infinity.
  const text = readFileSync(join(folder, 'config.json'), 'utf8').replaceAll(
    /\bInfinity\b/g,
    '1e999',
  );
  return JSON.parse(text) as Record<string, unknown>;
}
