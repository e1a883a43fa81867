import { MegabaseError, quoteField } from '../../contract/index.ts';
import { SyncFile } from '../bytes/index.ts';
import { elementBytes, floatsOf, type Dtype } from '../dtype/index.ts';
import type { Archive, StoragePlace } from './archive.ts';
import { elementsOf, endOf } from './build-tensor.ts';
import { expectCrc } from './crc.ts';
import { damaged } from './faults.ts';
import { isRowMajor, takeView } from './take-view.ts';
import { readLegacyArchive } from './legacy-archive.ts';
import { tensorsOf } from './state-dict.ts';
import type { StoredTensor } from './values.ts';
import { readZipArchive } from './zip-archive.ts';

/** One tensor; that it may be a view of a larger storage is no matter. */
export interface PytorchTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The name before it under which the same numbers stand, as tied weights do. */
  readonly sameAs?: string;
}

/** A view may repeat its storage's elements, and then takes more memory than the file has bytes. */
const mostRepeatedBytes = 2 ** 26;

/**
 * The tensors of a PyTorch file. Its pickle and where each storage lies are read and checked when it is
 * opened, a tensor's numbers only when they are asked for, and no more of the file than they take
 * (and once of each storage in a zip archive, for its checksum).
 *
 * Errors: `pickle-refused` where the pickle asks for anything but tensors, ordered dicts, lists,
 * numbers and text; `pytorch-format` where the file is damaged, cut short or is something else.
 */
export class PytorchFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, PytorchTensor>;
  readonly #file: SyncFile;
  readonly #stored: ReadonlyMap<string, StoredTensor>;
  readonly #places: ReadonlyMap<string, StoragePlace>;
  /** Storages whose checksum was compared. */
  readonly #sound = new Set<string>();

  private constructor(file: SyncFile, { root, places }: Archive) {
    this.path = file.path;
    this.#file = file;
    this.#stored = tensorsOf(file.path, root);
    this.#places = places;
    this.tensors = describe(this.#stored);
  }

  static open(path: string): PytorchFile {
    const file = SyncFile.open(path, 'pytorch-format');
    try {
      return new PytorchFile(file, readArchive(file));
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
    const floats = floatsOf(this.#tensor(name).storage.dtype, this.bytes(name));
    if (floats) return floats;
    throw new MegabaseError(
      'pytorch-format',
      `${this.path}: tensor "${name}" is stored as ${this.#tensor(name).storage.dtype}; expected F32, F16, BF16 or F64.`,
    );
  }

  /** A tensor's elements in row-major order, little-endian. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const { storage, offset, shape, strides } = this.#tensor(name);
    const place = this.#placeOf(storage.key);
    const width = elementBytes[storage.dtype];
    const count = elementsOf(shape);
    if (count * width > Math.max(place.bytes, mostRepeatedBytes)) {
      throw damaged(
        this.path,
        place.offset,
        `tensor ${quoteField(name)} repeats its ${storage.elements} elements to ${count}`,
      );
    }
    const end = count === 0 ? offset : endOf(offset, shape, strides);
    const first = place.offset + (storage.first + offset) * width;
    const bytes = this.#file.read(first, (end - offset) * width);
    return isRowMajor(shape, strides) ? bytes : takeView(bytes, { width, shape, strides });
  }

  close(): void {
    this.#file.close();
  }

  #tensor(name: string): StoredTensor {
    const tensor = this.#stored.get(name);
    if (tensor) return tensor;
    throw new MegabaseError('model-weights', `${this.path} holds no tensor "${name}".`);
  }

  #placeOf(key: string): StoragePlace {
    const place = this.#places.get(key);
    if (place === undefined)
      throw damaged(this.path, 0, `its storage ${quoteField(key)} is not there`);
    if (!this.#sound.has(key)) expectCrc(this.#file, place, `storage ${quoteField(key)}`);
    this.#sound.add(key);
    return place;
  }
}

function describe(stored: ReadonlyMap<string, StoredTensor>): Map<string, PytorchTensor> {
  const firsts = new Map<string, string>();
  const tensors = new Map<string, PytorchTensor>();
  for (const [name, { storage, offset, shape, strides }] of stored) {
    const view = JSON.stringify([storage.key, storage.first + offset, shape, strides]);
    const sameAs = firsts.get(view);
    if (sameAs === undefined) firsts.set(view, name);
    tensors.set(name, { dtype: storage.dtype, shape, ...(sameAs === undefined ? {} : { sameAs }) });
  }
  return tensors;
}

function readArchive(file: SyncFile): Archive {
  const start = file.read(0, Math.min(4, file.size));
  const text = Buffer.from(start).toString('latin1');
  if (text === 'PK\u0003\u0004') return readZipArchive(file);
  // Every pickle of protocol 2 and later begins so.
  if (text.startsWith('\u0080')) return readLegacyArchive(file);
  throw damaged(
    file.path,
    0,
    `it begins with ${JSON.stringify(text)}; a zip archive or a pickle was expected`,
  );
}
