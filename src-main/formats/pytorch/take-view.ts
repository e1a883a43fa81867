interface View {
  /** Bytes of an element. */
  readonly width: 1 | 2 | 4 | 8;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
}

/** Whether the elements lie one after the other, the last axis fastest. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (const [axis, size] of [...shape.entries()].reverse()) {
    // Along an axis of one element nothing is ever stepped.
    if (size !== 1 && strides[axis] !== expected) return shape.includes(0);
    expected *= size;
  }
  return true;
}

/** The elements of a view in row-major order; `bytes` begin with its first one. */
export function takeView(
  bytes: Uint8Array<ArrayBuffer>,
  { width, shape, strides }: View,
): Uint8Array<ArrayBuffer> {
  const from = elementsIn(bytes, width);
  const count = shape.reduce((product, size) => product * size, 1);
  const out = new Uint8Array(count * width);
  const to = elementsIn(out, width);
  const index = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < count; target++) {
    // Both have elements of one width.
    (to as Uint8Array)[target] = (from as Uint8Array)[source] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [at = 0, size = 1, stride = 0] = [index[axis], shape[axis], strides[axis]];
      source += stride;
      index[axis] = at + 1;
      if (at + 1 < size) break;
      source -= size * stride;
      index[axis] = 0;
    }
  }
  return out;
}

function elementsIn({ buffer }: Uint8Array<ArrayBuffer>, width: View['width']) {
  switch (width) {
    case 1:
      return new Uint8Array(buffer);
    case 2:
      return new Uint16Array(buffer);
    case 4:
      return new Uint32Array(buffer);
    case 8:
      return new BigUint64Array(buffer);
  }
}
