import { join } from 'node:path';
import { Safetensors } from '../../src-main/formats/safetensors/index.ts';
import { isGraph, readModelPackage } from '../../src-main/model/index.ts';

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

/** In our vocabulary: of tokens that the model has not, the logit is 0. */
export function readExpected(folder: string): Expected {
  const published = readPublished(folder);
  const model = readModelPackage(folder);
  const ids = isGraph(model) ? undefined : model.vocabulary?.ids;
  if (!ids) return published;
  const { tokens, positions, logits } = published;
  const width = logits.length / positions.length;
  return {
    ...published,
    tokens: tokens.map((id) => ids.indexOf(id)),
    logits: Float32Array.from({ length: positions.length * ids.length }, (_, i) => {
      const id = ids[i % ids.length] ?? undefined;
      return id === undefined ? 0 : logits[Math.floor(i / ids.length) * width + id]!;
    }),
  };
}

/** In the model's own token ids. */
export function readPublished(folder: string): Expected {
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
