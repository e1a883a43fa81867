import { z } from 'zod';
import { MegabaseError } from '../../contract/index.ts';
import { SyncFile } from '../bytes/index.ts';
import { elementBytes, floatsOf, type Dtype } from '../dtype/index.ts';

/** One tensor's entry in the header. */
export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte and one past the last, counted from the end of the header. */
  readonly data_offsets: readonly [number, number];
}

const count = z.number().int().nonnegative();
const headerSchema = z.record(
  z.string(),
  z.object({
    dtype: z.enum(Object.keys(elementBytes) as [Dtype, ...Dtype[]]),
    shape: z.array(count),
    data_offsets: z.tuple([count, count]),
  }),
);

/** The format's own limit on its header. */
const largestHeader = 100_000_000;

/**
 * A safetensors file: the header is read and checked when it is opened, a tensor's data only when
 * it is asked for. Format: github.com/huggingface/safetensors, README, "Format".
 *
 * Errors: `safetensors-format` where the file is damaged, cut short or is something else.
 */
export class Safetensors {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Texts of the header; what is no text there is left out. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly #file: SyncFile;
  readonly #dataStart: number;

  private constructor(file: SyncFile, header: Header) {
    this.path = file.path;
    this.tensors = header.tensors;
    this.metadata = header.metadata;
    this.#file = file;
    this.#dataStart = header.dataStart;
  }

  static open(path: string): Safetensors {
    const file = SyncFile.open(path, 'safetensors-format');
    try {
      return new Safetensors(file, readHeader(file));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** All tensors are in this one. */
  fileOf(): string {
    return this.path;
  }

  /** A floating-point tensor as float32, whatever it is stored as. */
  floats(name: string): Float32Array {
    const { entry, bytes } = this.#bytes(name);
    const floats = floatsOf(entry.dtype, bytes);
    if (floats) return floats;
    throw this.#wrongType(name, entry, 'F32, F16, BF16 or F64');
  }

  /** An integer tensor, such as token ids. */
  integers(name: string): Int32Array {
    const { entry, bytes } = this.#bytes(name);
    if (entry.dtype === 'I64') return Int32Array.from(new BigInt64Array(bytes.buffer), Number);
    if (entry.dtype === 'I32') return new Int32Array(bytes.buffer);
    throw this.#wrongType(name, entry, 'I64 or I32');
  }

  close(): void {
    this.#file.close();
  }

  #bytes(name: string): { entry: TensorEntry; bytes: Uint8Array<ArrayBuffer> } {
    const entry = this.tensors.get(name);
    if (entry === undefined) {
      throw new MegabaseError('model-weights', `${this.path} holds no tensor "${name}".`);
    }
    const [start, end] = entry.data_offsets;
    return { entry, bytes: this.#file.read(this.#dataStart + start, end - start) };
  }

  #wrongType(name: string, entry: TensorEntry, expected: string): MegabaseError {
    return new MegabaseError(
      'safetensors-format',
      `${this.path}: tensor "${name}" is stored as ${entry.dtype}; expected ${expected}.`,
    );
  }
}

interface Header {
  readonly tensors: Map<string, TensorEntry>;
  readonly metadata: Map<string, string>;
  readonly dataStart: number;
}

function readHeader(file: SyncFile): Header {
  const { path, size: fileBytes } = file;
  const damaged = (what: string, cause?: unknown) =>
    new MegabaseError('safetensors-format', `${path} is not a sound safetensors file: ${what}.`, {
      cause,
    });
  if (fileBytes < 8) throw damaged(`it has ${fileBytes} bytes; a header alone takes 8 or more`);
  const prefix = file.read(0, 8);
  const headerBytes = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  if (headerBytes > Math.min(largestHeader, fileBytes - 8)) {
    throw damaged(
      `bytes 0-7 announce a header of ${headerBytes} bytes, the file has ${fileBytes} bytes in all`,
    );
  }
  const text = file.read(8, headerBytes);
  let header: z.infer<typeof headerSchema>;
  let metadata: unknown;
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    const entries = z.record(z.string(), z.unknown()).parse(json);
    metadata = entries['__metadata__'];
    delete entries['__metadata__'];
    header = headerSchema.parse(entries);
  } catch (cause) {
    throw damaged(
      `the header at bytes 8-${8 + headerBytes} cannot be read (${firstFault(cause)})`,
      cause,
    );
  }
  const tensors = new Map<string, TensorEntry>(Object.entries(header));
  checkLayout(tensors, fileBytes - 8 - headerBytes, damaged);
  return { tensors, metadata: textsOf(metadata), dataStart: 8 + headerBytes };
}

function textsOf(metadata: unknown): Map<string, string> {
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return new Map(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** What is wrong first, such as `embedding.dtype: Invalid option`. */
function firstFault(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  if (issue) return [issue.path.join('.'), issue.message].filter(Boolean).join(': ');
  return error instanceof Error ? error.message : String(error);
}

/** Every tensor has the bytes its shape needs, lies inside the file, and overlaps no other. */
function checkLayout(
  tensors: Map<string, TensorEntry>,
  dataBytes: number,
  damaged: (what: string) => MegabaseError,
): void {
  // By start, then by end: an empty tensor comes before one that starts where it lies.
  const inOrder = [...tensors].sort(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let previousEnd = 0;
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [start, end] = data_offsets;
    const expected = shape.reduce((product, n) => product * n, elementBytes[dtype]);
    if (end - start !== expected) {
      throw damaged(
        `tensor "${name}" ${dtype} [${shape.join()}] takes ${expected} bytes, offsets ${start}-${end} give ${end - start}`,
      );
    }
    if (end > dataBytes) {
      throw damaged(`tensor "${name}" ends at data byte ${end}, the file holds ${dataBytes}`);
    }
    if (start < previousEnd) {
      throw damaged(`tensor "${name}" starts at data byte ${start}, inside the one before it`);
    }
    previousEnd = end;
  }
}
