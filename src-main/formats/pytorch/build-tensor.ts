import type { MegabaseError } from '../../contract/index.ts';
import { describeValue, Storage, StoredTensor, type PickledValue } from './values.ts';

/** `torch` allows as many. */
const mostDimensions = 64;

/**
 * A tensor from what its builder is given: storage, offset, shape and strides, then what is of no
 * concern here. Throws `damage` where one of its elements lies outside its storage.
 */
export function buildTensor(
  args: readonly PickledValue[],
  damage: (what: string) => MegabaseError,
): StoredTensor {
  const [storage, offset, shape, strides] = args;
  if (!(storage instanceof Storage)) {
    const found = storage === undefined ? 'nothing' : describeValue(storage);
    throw damage(`a tensor is made of ${found}; a storage was expected`);
  }
  if (!isSize(offset) || !isSizes(shape) || !isSizes(strides) || shape.length !== strides.length) {
    throw damage('a tensor has no sound offset, shape and strides');
  }
  const text = `a tensor of shape [${shape.join(', ')}]`;
  if (shape.length > mostDimensions) {
    throw damage(`a tensor has ${shape.length} dimensions; at most ${mostDimensions} are read`);
  }
  if (!Number.isSafeInteger(elementsOf(shape))) throw damage(`${text} has too many elements`);
  const end = endOf(offset, shape, strides);
  if (end > storage.elements) {
    throw damage(
      `${text}, strides [${strides.join(', ')}] and offset ${offset} ends at element ${end}; ` +
        `its storage has ${storage.elements}`,
    );
  }
  return new StoredTensor(storage, offset, shape, strides);
}

export function elementsOf(shape: readonly number[]): number {
  // A zero counts however large the others are.
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** One past the last element that a view takes of its storage. */
export function endOf(
  offset: number,
  shape: readonly number[],
  strides: readonly number[],
): number {
  if (shape.includes(0)) return offset;
  return shape.reduce((end, size, i) => end + (size - 1) * (strides[i] ?? 0), offset + 1);
}

function isSize(value: PickledValue | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isSizes(value: PickledValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every(isSize);
}
