import { writeFileSync } from 'node:fs';

/** A tensor as it goes into a file. */
export interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export function floatTensor(shape: readonly number[], values: Float32Array): Tensor {
  return {
    dtype: 'F32',
    shape,
    data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

export function integerTensor(values: readonly number[]): Tensor {
  const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { dtype: 'I64', shape: [values.length], data };
}

/** Writes a safetensors file in the plainest way: header, then one tensor after the other. */
export function writeSafetensors(path: string, tensors: Readonly<Record<string, Tensor>>): void {
  const entries: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    entries[name] = { dtype, shape, data_offsets: [end, end + data.length] };
    end += data.length;
  }
  const data = Object.values(tensors).map((tensor) => tensor.data);
  writeFileSync(path, Buffer.concat([safetensorsHeader(JSON.stringify(entries)), ...data]));
}

/** The header's length (u64, little endian), then its text. */
export function safetensorsHeader(json: string, announced = Buffer.byteLength(json)): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(announced));
  return Buffer.concat([length, Buffer.from(json)]);
}
