import { bfloat16ToFloat32, float16ToFloat32 } from './float-formats.ts';

/** Bytes of one element. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof elementBytes;

/**
 * Little-endian elements as float32, whatever floating-point type they are stored as; undefined for
 * integers. `bytes` begins at the start of its buffer and may be given back as it is.
 */
export function floatsOf(dtype: Dtype, { buffer }: Uint8Array<ArrayBuffer>) {
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'F16':
      return float16ToFloat32(new Uint16Array(buffer));
    case 'BF16':
      return bfloat16ToFloat32(new Uint16Array(buffer));
    default:
      return undefined;
  }
}
