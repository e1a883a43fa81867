import { quoteField, type MegabaseError } from '../../contract/index.ts';
import { storageTypes } from './known-names.ts';
import { Name, Storage, type PickledValue } from './values.ts';

/**
 * A storage by the id that a pickle has for it: `('storage', type, key, device, elements)`, in old
 * files with a view after it, `(key, first, elements)` or None. `known` are those met before: one key
 * is one storage. Throws `damage`.
 */
export function storageOf(
  id: readonly PickledValue[],
  known: Map<string, Storage>,
  damage: (what: string) => MegabaseError,
): Storage {
  const [kind, type, key, , elements, view] = id;
  const dtype = type instanceof Name ? storageTypes.get(type.name) : undefined;
  if (kind !== 'storage' || dtype === undefined || typeof key !== 'string' || !isCount(elements)) {
    throw damage('a storage has no sound type, key and number of elements');
  }
  const before = known.get(key);
  if (before !== undefined && (before.dtype !== dtype || before.elements !== elements)) {
    throw damage(
      `storage ${quoteField(key)} has ${before.elements} elements of ${before.dtype} in one place ` +
        `and ${elements} of ${dtype} in another`,
    );
  }
  const whole = before ?? new Storage(key, dtype, elements);
  known.set(key, whole);
  if (!Array.isArray(view)) return whole;
  const [, first, count] = view as readonly PickledValue[];
  if (!isCount(first) || !isCount(count) || first + count > elements) {
    throw damage(`a view of storage ${quoteField(key)} does not lie in it`);
  }
  return new Storage(key, dtype, count, first);
}

function isCount(value: PickledValue | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
