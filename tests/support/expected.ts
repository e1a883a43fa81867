import { join } from 'node:path';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';

/** What the published code says of a sequence, kept beside a model. */
export interface Expected {
  readonly tokens: Uint8Array;
  /** Tokens at which logits and hidden state were kept. */
  readonly positions: Int32Array;
  /** `[positions, v]` */
  readonly logits: Float32Array;
  /** `[positions, hiddenWidth]` */
  readonly hidden: Float32Array;
  /** `[bins, tracks]`, after the activation. */
  readonly tracks: Float32Array | undefined;
}

export function readExpected(folder: string): Expected {
  const file = Safetensors.open(join(folder, 'expected.safetensors'));
  try {
    return {
      tokens: Uint8Array.from(file.integers('input_ids')),
      positions: file.integers('positions'),
      logits: file.floats('logits'),
      hidden: file.floats('last_hidden_state'),
      tracks: file.tensors.has('tracks') ? file.floats('tracks') : undefined,
    };
  } finally {
    file.close();
  }
}

/** Rows of `values [tokens, width]` at `positions`. */
export function rowsAt(values: Float32Array, positions: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(positions.length * width);
  positions.forEach((position, i) => {
    rows.set(values.subarray(position * width, (position + 1) * width), i * width);
  });
  return rows;
}
