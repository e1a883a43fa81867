import { defined } from '../contract/index.ts';
import { MessageError, quotedJson } from './message-error.ts';

/**
 * JSON cannot hold typed arrays, and turns some numbers into null: these travel as attachments.
 * Each is named by its path in the value, so no value can be mistaken for one.
 */
export interface Attachment {
  readonly path: readonly (string | number)[];
  /** A kind of typed array, or a number's own text: `NaN`, `Infinity`, `-Infinity`. */
  readonly kind: string;
  /** Elements; 0 for a number. */
  readonly length: number;
}

type TypedArray = ArrayBufferView & { readonly length: number };

const arrayKinds = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

const numbers: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

export function isAttachment(value: unknown): value is Attachment {
  const { path, kind, length } = (value ?? {}) as Partial<Record<keyof Attachment, unknown>>;
  return (
    Array.isArray(path) &&
    path.every((step) => typeof step === 'string' || typeof step === 'number') &&
    typeof kind === 'string' &&
    Number.isSafeInteger(length)
  );
}

/** A copy of `value` for JSON, with null where something was taken out; `value` stays as it is. */
export function extractArrays(value: unknown): {
  readonly rest: unknown;
  readonly attachments: Attachment[];
  readonly arrays: TypedArray[];
} {
  const attachments: Attachment[] = [];
  const arrays: TypedArray[] = [];
  const visit = (part: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      attachments.push({ path, kind: String(part), length: 0 });
      return null;
    }
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map((item, i) => visit(item, [...path, i]));
    if (!ArrayBuffer.isView(part)) {
      return Object.fromEntries(
        Object.entries(part).map(([key, item]) => [key, visit(item, [...path, key])]),
      );
    }
    // The tag, not the constructor's name: Node's Buffer is an Uint8Array.
    const kind = (part as unknown as { [Symbol.toStringTag]: string })[Symbol.toStringTag];
    if (!Object.hasOwn(arrayKinds, kind)) throw new TypeError(`${kind} cannot be sent.`);
    const array = part as TypedArray;
    attachments.push({ path, kind, length: array.length });
    arrays.push(array);
    return null;
  };
  return { rest: visit(value, []), attachments, arrays };
}

/** Puts back what `extractArrays` took out; `bytes` must hold exactly the arrays. */
export function restoreArrays(
  value: unknown,
  attachments: readonly Attachment[],
  bytes: Uint8Array,
): unknown {
  const holder = { value };
  let offset = 0;
  for (const { path, kind, length } of attachments) {
    const slot = findSlot(holder, path);
    if (Object.hasOwn(numbers, kind)) {
      slot.parent[slot.key] = numbers[kind];
      continue;
    }
    if (!Object.hasOwn(arrayKinds, kind)) {
      throw new MessageError(`The message holds an array of unknown kind ${quotedJson(kind)}.`);
    }
    const Kind = arrayKinds[kind as keyof typeof arrayKinds];
    const end = offset + length * Kind.BYTES_PER_ELEMENT;
    if (length < 0 || end > bytes.length) {
      throw new MessageError(
        `The message lists a ${kind} of ${length} at byte ${offset}; it has ${bytes.length}.`,
      );
    }
    slot.parent[slot.key] = new Kind(new Uint8Array(bytes.subarray(offset, end)).buffer);
    offset = end;
  }
  if (offset !== bytes.length) {
    throw new MessageError(`${bytes.length - offset} bytes of the message belong to no array.`);
  }
  return holder.value;
}

function findSlot(
  holder: object,
  path: Attachment['path'],
): { parent: Record<string, unknown>; key: string } {
  const keys = ['value', ...path.map(String)];
  const key = defined(keys.pop());
  let parent: unknown = holder;
  for (const step of keys) parent = own(parent, step) ? parent[step] : undefined;
  // Only what the sender left empty is filled.
  if (!own(parent, key) || parent[key] !== null) {
    throw new MessageError(`The message left nothing out at ${quotedJson(path)}.`);
  }
  return { parent, key };
}

function own(value: unknown, key: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
