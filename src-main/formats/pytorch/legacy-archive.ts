import { quoteField } from '../../contract/index.ts';
import type { SyncFile } from '../bytes/index.ts';
import { elementBytes } from '../dtype/index.ts';
import type { Archive, StoragePlace } from './archive.ts';
import { damaged } from './faults.ts';
import { PickleBytes } from './pickle-bytes.ts';
import { storageOf } from './storage-id.ts';
import { unpickle } from './unpickle.ts';
import { describeValue, PickledDict, PickledList, type Storage } from './values.ts';

/** With these a file begins, the first as a pickled number. `torch/serialization.py`. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/**
 * What `torch.save` wrote before PyTorch 1.6: five pickles one after the other (a mark, a version, what
 * the machine was like, what was saved, the keys of the storages), then for each key the number of
 * elements (u64) and the elements.
 */
export function readLegacyArchive(file: SyncFile): Archive {
  const bytes = () => new PickleBytes(file, at, file.size);
  let at = 0;
  const next = (...rest: [] | [NonNullable<Parameters<typeof unpickle>[1]>]) => {
    const pickle = bytes();
    const value = unpickle(pickle, ...rest);
    const start = at;
    at = pickle.offset;
    return { value, start };
  };
  const mark = next();
  if (mark.value !== magic) {
    throw damaged(file.path, 0, 'it is a pickle, but not one that torch.save wrote');
  }
  const version = next();
  if (version.value !== protocol) {
    const found = typeof version.value === 'number' ? version.value : describeValue(version.value);
    throw damaged(file.path, version.start, `its version is ${found}; ${protocol} was expected`);
  }
  const machine = next();
  const isLittle =
    machine.value instanceof PickledDict && machine.value.entries.get('little_endian') === true;
  if (!isLittle) {
    throw damaged(file.path, machine.start, 'it was not written by a little-endian machine');
  }
  const storages = new Map<string, Storage>();
  const { value: root } = next((id, offset) =>
    storageOf(id, storages, (what) => damaged(file.path, offset, what)),
  );
  const keys = next();
  if (!(keys.value instanceof PickledList)) {
    const found = describeValue(keys.value);
    throw damaged(file.path, keys.start, `the list of its storages is ${found}`);
  }
  return { root, places: findPlaces(file, at, keys.value, storages) };
}

function findPlaces(
  file: SyncFile,
  start: number,
  keys: PickledList,
  storages: ReadonlyMap<string, Storage>,
): Map<string, StoragePlace> {
  const places = new Map<string, StoragePlace>();
  let at = start;
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined || places.has(storage.key)) {
      throw damaged(file.path, at, 'the list of its storages is not that of its tensors');
    }
    const what = `storage ${quoteField(storage.key)}`;
    const left = file.size - at - 8;
    if (left < 0) throw damaged(file.path, at, `it ends before its ${what}`);
    const elements = Number(new DataView(file.read(at, 8).buffer).getBigUint64(0, true));
    if (elements !== storage.elements) {
      throw damaged(
        file.path,
        at,
        `its ${what} has ${elements} elements; ${storage.elements} were expected`,
        { found: elements, expected: storage.elements },
      );
    }
    const bytes = elements * elementBytes[storage.dtype];
    if (bytes > left) {
      throw damaged(file.path, at, `its ${what} takes ${bytes} bytes; ${left} are left`, {
        ...{ found: left, expected: bytes },
      });
    }
    places.set(storage.key, { offset: at + 8, bytes });
    at += 8 + bytes;
  }
  for (const key of storages.keys()) {
    if (!places.has(key)) {
      throw damaged(file.path, at, `its storage ${quoteField(key)} is not there`);
    }
  }
  return places;
}
