import type { Dtype } from '../dtype/index.ts';

/** What an unpickled value can be. Tuples are arrays; only lists and dicts can be added to. */
export type PickledValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PickledValue[]
  | PickledList
  | PickledDict
  | Name
  | Storage
  | StoredTensor;

export class PickledList {
  readonly items: PickledValue[] = [];
}

export class PickledDict {
  readonly entries = new Map<string | number | bigint | boolean | null, PickledValue>();
}

/** A class or function that a pickle names and that stands for something below; it is never called. */
export class Name {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Numbers one after the other in the file, which several tensors may share. */
export class Storage {
  readonly key: string;
  readonly dtype: Dtype;
  readonly elements: number;
  /** Element of the storage in the file at which this one begins: old files keep views of storages. */
  readonly first: number;

  constructor(key: string, dtype: Dtype, elements: number, first = 0) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
    this.first = first;
  }
}

/** A view of a storage; every element lies in it. Offset and strides count elements. */
export class StoredTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(
    storage: Storage,
    offset: number,
    shape: readonly number[],
    strides: readonly number[],
  ) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/** What a value is, for an error. */
export function describeValue(value: PickledValue): string {
  if (Array.isArray(value)) return `a tuple of ${value.length}`;
  if (value instanceof PickledList) return `a list of ${value.items.length}`;
  if (value instanceof PickledDict) return `a dict of ${value.entries.size}`;
  if (value instanceof Name) return value.name;
  if (value instanceof Storage) return 'a storage';
  if (value instanceof StoredTensor) return 'a tensor';
  if (value === null) return 'None';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}
