import { StagedFile, type StagedFileOptions } from '../output/index.ts';

/** Bytes of one element. */
const elementBytes = { F32: 4, I64: 8 } as const;

/** What a tensor is, known before its first value. */
export interface TensorSpec {
  readonly dtype: keyof typeof elementBytes;
  readonly shape: readonly number[];
}

/** Where a tensor lies in the file and how much of it is still to come. */
interface Slot {
  readonly dtype: TensorSpec['dtype'];
  /** Byte of the file at which element 0 stands. */
  readonly offset: number;
  readonly elements: number;
  missing: number;
}

/**
 * A safetensors file whose values arrive piece by piece and in any order. The header is known
 * beforehand, so every value is written straight to its place and nothing is held in memory.
 * Format: github.com/huggingface/safetensors, README, "Format": little endian, row-major, no holes.
 *
 * Errors: `output-unwritable`, `disk-full`; `TypeError` or `RangeError` for values that do not fit
 * the header, which is the caller's mistake.
 */
export class SafetensorsFile {
  readonly #file: StagedFile;
  readonly #slots: ReadonlyMap<string, Slot>;

  private constructor(file: StagedFile, slots: ReadonlyMap<string, Slot>) {
    this.#file = file;
    this.#slots = slots;
  }

  static async create(
    path: string,
    tensors: Readonly<Record<string, TensorSpec>>,
    metadata: Readonly<Record<string, string>> = {},
    options?: Pick<StagedFileOptions, 'replaces'>,
  ): Promise<SafetensorsFile> {
    const { header, slots } = layout(tensors, metadata);
    const file = await StagedFile.open(path, { ...options, anyOrder: true });
    try {
      await file.append(header);
    } catch (error) {
      await file.discard();
      throw error;
    }
    return new SafetensorsFile(file, slots);
  }

  /**
   * Writes `values` at element `elementOffset` (row-major) of tensor `name`. Each element comes
   * exactly once; the count of what is missing relies on it. Calls may overlap in time.
   */
  async write(
    name: string,
    elementOffset: number,
    values: Float32Array | BigInt64Array,
  ): Promise<void> {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new TypeError(`The file has no tensor ${name}.`);
    const dtype = values instanceof Float32Array ? 'F32' : 'I64';
    if (dtype !== slot.dtype) {
      throw new TypeError(`Tensor ${name} is ${slot.dtype}; found values of ${dtype}.`);
    }
    const end = elementOffset + values.length;
    if (elementOffset < 0 || end > slot.elements) {
      const found = `found ${elementOffset} to ${end}`;
      throw new RangeError(`Tensor ${name} has ${slot.elements} elements; ${found}.`);
    }
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    await this.#file.writeAt(slot.offset + elementOffset * elementBytes[dtype], bytes);
    slot.missing -= values.length;
  }

  /** Puts the file in its place and returns its size in bytes. Throws where values are missing. */
  async finish(): Promise<number> {
    for (const [name, { elements, missing }] of this.#slots) {
      if (missing === 0) continue;
      await this.discard();
      throw new RangeError(`Tensor ${name}: ${missing} of ${elements} elements were not written.`);
    }
    await this.#file.commit();
    return this.#file.size;
  }

  /** Leaves nothing behind; what stood at the path before stays. */
  async discard(): Promise<void> {
    await this.#file.discard();
  }
}

/** The header, and where each tensor goes: wide elements first, so that all are aligned. */
function layout(
  tensors: Readonly<Record<string, TensorSpec>>,
  metadata: Readonly<Record<string, string>>,
): { header: Buffer; slots: Map<string, Slot> } {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata]);
  const places: { name: string; dtype: TensorSpec['dtype']; elements: number; start: number }[] =
    [];
  let start = 0;
  for (const [name, { dtype, shape }] of Object.entries(tensors).sort(widestFirst)) {
    const elements = shape.reduce((product, size) => product * size, 1);
    const end = start + elements * elementBytes[dtype];
    entries.push([name, { dtype, shape, data_offsets: [start, end] }]);
    places.push({ name, dtype, elements, start });
    start = end;
  }
  const header = headerBytes(Object.fromEntries(entries));
  const slots = places.map(({ name, dtype, elements, start }): [string, Slot] => {
    return [name, { dtype, offset: header.length + start, elements, missing: elements }];
  });
  return { header, slots: new Map(slots) };
}

function widestFirst([a, x]: [string, TensorSpec], [b, y]: [string, TensorSpec]): number {
  return elementBytes[y.dtype] - elementBytes[x.dtype] || (a < b ? -1 : 1);
}

/** Length (u64), then JSON, padded with spaces so that the data begins at a multiple of 8. */
function headerBytes(entries: object): Buffer {
  const json = Buffer.from(JSON.stringify(entries), 'utf8');
  const length = Math.ceil(json.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length));
  header.set(json, 8);
  return header;
}
