import { writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Tensor } from './write-safetensors.ts';

/** Pieces of a pickle of protocol 2, as Python's `pickle` writes them. */
export const op = {
  mark: Buffer.from('('),
  none: Buffer.from('N'),
  no: Buffer.from([0x89]),
  yes: Buffer.from([0x88]),
  emptyDict: Buffer.from('}'),
  emptyList: Buffer.from(']'),
  emptyTuple: Buffer.from(')'),
  tuple: Buffer.from('t'),
  reduce: Buffer.from('R'),
  newObject: Buffer.from([0x81]),
  build: Buffer.from('b'),
  setItem: Buffer.from('s'),
  setItems: Buffer.from('u'),
  appends: Buffer.from('e'),
  persistent: Buffer.from('Q'),
  stop: Buffer.from('.'),
  protocol: (version = 2) => Buffer.from([0x80, version]),
  put: (index: number) => Buffer.from([0x71, index]),
  get: (index: number) => Buffer.from([0x68, index]),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  text: (text: string) =>
    Buffer.concat([Buffer.from('X'), uint(Buffer.byteLength(text), 4), Buffer.from(text)]),
  /** As an integer of 4 bytes, or of 8 beyond. */
  number: (value: number) =>
    Math.abs(value) < 2 ** 31 && Number.isInteger(value)
      ? Buffer.concat([Buffer.from('J'), int32(value)])
      : Buffer.concat([Buffer.from([0x8a, 8]), int64(value)]),
} as const;

export const tuple = (...items: readonly Buffer[]) => Buffer.concat([op.mark, ...items, op.tuple]);

const numbers = (values: readonly number[]) => tuple(...values.map(op.number));

const storageTypes: Readonly<Record<string, string>> = {
  ...{ F64: 'DoubleStorage', F32: 'FloatStorage', F16: 'HalfStorage', BF16: 'BFloat16Storage' },
  ...{ I64: 'LongStorage', I32: 'IntStorage', I16: 'ShortStorage', I8: 'CharStorage' },
  ...{ U8: 'ByteStorage', BOOL: 'BoolStorage' },
};
const widths: Readonly<Record<string, number>> = {
  ...{ F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 },
};

/** Numbers that tensors are views of. */
export interface StorageToWrite {
  readonly dtype: string;
  readonly data: Uint8Array;
}

export interface ViewToWrite {
  readonly storage: string;
  readonly offset?: number;
  readonly shape: readonly number[];
  /** Row-major where absent. */
  readonly strides?: readonly number[];
}

const elements = ({ dtype, data }: StorageToWrite) => data.length / widths[dtype]!;

/** A tensor of a storage, as `torch` pickles it; `legacy` files say of each storage that it is no view. */
export function tensorPickle(
  storages: Readonly<Record<string, StorageToWrite>>,
  { storage: key, offset = 0, shape, strides = rowMajor(shape) }: ViewToWrite,
  { legacy = false, view = op.none } = {},
): Buffer {
  const storage = storages[key]!;
  const id = [op.text('storage'), op.global('torch', storageTypes[storage.dtype]!), op.text(key)];
  const place = [op.text('cpu'), op.number(elements(storage)), ...(legacy ? [view] : [])];
  const hooks = [op.global('collections', 'OrderedDict'), op.emptyTuple, op.reduce];
  return Buffer.concat([
    op.global('torch._utils', '_rebuild_tensor_v2'),
    tuple(
      Buffer.concat([tuple(...id, ...place), op.persistent]),
      ...[op.number(offset), numbers(shape), numbers(strides), op.no],
      Buffer.concat(hooks),
    ),
    op.reduce,
  ]);
}

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
}

export function dictPickle(entries: Readonly<Record<string, Buffer>>): Buffer {
  const items = Object.entries(entries).flatMap(([name, value]) => [op.text(name), value]);
  const dict = [op.global('collections', 'OrderedDict'), op.emptyTuple, op.reduce];
  return Buffer.concat([...dict, op.mark, ...items, op.setItems]);
}

export const wholePickle = (...parts: readonly Buffer[]) =>
  Buffer.concat([op.protocol(), ...parts, op.stop]);

/** An entry of a zip archive; what is given besides its content is written whatever is true. */
export interface ZipEntryToWrite {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
}

/** A zip archive of stored entries, each on a multiple of 64 bytes; `large`: counts and offsets in zip64. */
export function zipOf(entries: readonly ZipEntryToWrite[], { large = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, method = 0, flags = 0x800, crc = crc32(data) } of entries) {
    const path = Buffer.from(name);
    const padding = (64 - ((at + 30 + path.length + 4) % 64)) % 64;
    const extra = Buffer.concat([Buffer.from('FB'), uint(padding, 2), Buffer.alloc(padding)]);
    const sizes = [uint(crc, 4), uint(data.length, 4), uint(data.length, 4)];
    const common = [uint(flags, 2), uint(method, 2), uint(0, 4), ...sizes, uint(path.length, 2)];
    const local = [uint(0x04034b50, 4), uint(0, 2), ...common, uint(extra.length, 2), path, extra];
    const wide = large
      ? [uint(1, 2), uint(24, 2), ...[data.length, data.length, at].map(int64)]
      : [];
    const wideBytes = large ? 28 : 0;
    const short = (value: number) => uint(large ? 0xffffffff : value, 4);
    directory.push(
      ...[uint(0x02014b50, 4), uint(0, 4), uint(flags, 2), uint(method, 2), uint(0, 4)],
      ...[uint(crc, 4), short(data.length), short(data.length), uint(path.length, 2)],
      ...[uint(wideBytes, 2), uint(0, 2), uint(0, 2), uint(0, 2), uint(0, 4), short(at)],
      ...[path, ...wide],
    );
    const written = Buffer.concat([...local, data]);
    parts.push(written);
    at += written.length;
  }
  const listed = Buffer.concat(directory);
  const end = at + listed.length;
  const count = entries.length;
  const record = [
    ...[uint(0x06064b50, 4), int64(44), uint(0, 4), uint(0, 8), int64(count), int64(count)],
    ...[int64(listed.length), int64(at), uint(0x07064b50, 4), uint(0, 4), int64(end), uint(1, 4)],
  ];
  return Buffer.concat([
    ...[...parts, listed, ...(large ? record : []), uint(0x06054b50, 4), uint(0, 4)],
    ...[uint(large ? 0xffff : count, 2), uint(large ? 0xffff : count, 2)],
    ...[uint(large ? 0xffffffff : listed.length, 4), uint(large ? 0xffffffff : at, 4), uint(0, 2)],
  ]);
}

/** A file as `torch.save` writes it since PyTorch 1.6. */
export function zipFile(
  pickle: Buffer,
  storages: Readonly<Record<string, StorageToWrite>>,
  options: { readonly large?: boolean; readonly byteOrder?: string } = {},
): Buffer {
  const data = Object.entries(storages).map(([key, storage]) => ({
    name: `model/data/${key}`,
    data: storage.data,
  }));
  return zipOf(
    [
      { name: 'model/data.pkl', data: pickle },
      { name: 'model/byteorder', data: Buffer.from(options.byteOrder ?? 'little') },
      ...data,
      { name: 'model/version', data: Buffer.from('3\n') },
    ],
    options,
  );
}

/** The mark, the version and the machine that a file before PyTorch 1.6 begins with. */
export const legacyHeader = Buffer.concat([
  ...[op.protocol(), Buffer.from('8a0a6cfc9c46f9206aa850192e', 'hex')],
  wholePickle(op.number(1001)),
  wholePickle(op.emptyDict, op.text('little_endian'), op.yes, op.setItem),
]);

/** A file as `torch.save` wrote it before PyTorch 1.6. */
export function legacyFile(
  pickle: Buffer,
  storages: Readonly<Record<string, StorageToWrite>>,
): Buffer {
  const keys = Object.keys(storages).map(op.text);
  const data = Object.values(storages).flatMap((storage) => [
    int64(elements(storage)),
    Buffer.from(storage.data),
  ]);
  const list = wholePickle(op.emptyList, op.mark, ...keys, op.appends);
  return Buffer.concat([legacyHeader, pickle, list, ...data]);
}

export interface PytorchOptions {
  readonly format?: 'zip' | 'legacy';
  /** Further names that share a tensor's storage, by name. */
  readonly tied?: Readonly<Record<string, string>>;
}

/** Writes a state dict, each tensor with a storage of its own but for those that are tied. */
export function writePytorch(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  { format = 'zip', tied = {} }: PytorchOptions = {},
): void {
  const names = Object.keys(tensors);
  const storages = Object.fromEntries(
    Object.values(tensors).map(({ dtype, data }, i) => [String(i), { dtype, data }]),
  );
  const legacy = format === 'legacy';
  const pickled = (name: string) =>
    tensorPickle(
      storages,
      { storage: String(names.indexOf(name)), shape: tensors[name]!.shape },
      { legacy },
    );
  const entries = Object.fromEntries([
    ...names.map((name) => [name, pickled(name)] as const),
    ...Object.entries(tied).map(([name, partner]) => [name, pickled(partner)] as const),
  ]);
  const pickle = wholePickle(dictPickle(entries));
  writeFileSync(path, legacy ? legacyFile(pickle, storages) : zipFile(pickle, storages));
}

function uint(value: number, bytes: 2 | 4 | 8): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 2) buffer.writeUInt16LE(value);
  else if (bytes === 4) buffer.writeUInt32LE(value);
  else buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

function int64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt(value));
  return buffer;
}
