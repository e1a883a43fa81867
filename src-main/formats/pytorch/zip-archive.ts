import { defined, quoteField } from '../../contract/index.ts';
import type { SyncFile } from '../bytes/index.ts';
import { elementBytes } from '../dtype/index.ts';
import type { Archive, StoragePlace } from './archive.ts';
import { expectCrc } from './crc.ts';
import { damaged } from './faults.ts';
import { PickleBytes } from './pickle-bytes.ts';
import { storageOf } from './storage-id.ts';
import { unpickle } from './unpickle.ts';
import type { Storage } from './values.ts';
import { ZipDirectory } from './zip-directory.ts';

/**
 * What `torch.save` writes since PyTorch 1.6: a zip archive of a folder with `data.pkl`, the storages
 * as `data/0`, `data/1` and so on, and `byteorder` in newer ones.
 */
export function readZipArchive(file: SyncFile): Archive {
  const directory = new ZipDirectory(file);
  const pickles = [...directory.names].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw damaged(
      file.path,
      0,
      `it has ${pickles.length} entries FOLDER/data.pkl; one was expected`,
    );
  }
  const name = defined(pickles[0]);
  const folder = name.slice(0, -'data.pkl'.length);
  expectLittleEndian(file, directory.entry(`${folder}byteorder`));

  const pickle = defined(directory.entry(name));
  expectCrc(file, pickle, `entry ${quoteField(name)}`);
  const storages = new Map<string, Storage>();
  const places = new Map<string, StoragePlace>();
  const root = unpickle(
    new PickleBytes(file, pickle.offset, pickle.offset + pickle.bytes),
    (id, offset) => {
      const damage = (what: string) => damaged(file.path, offset, what);
      const storage = storageOf(id, storages, damage);
      if (places.has(storage.key)) return storage;
      const entry = directory.entry(`${folder}data/${storage.key}`);
      const what = `storage ${quoteField(storage.key)}`;
      if (entry === undefined) throw damage(`its ${what} is not among its entries`);
      const { elements, dtype } = defined(storages.get(storage.key));
      const expected = elements * elementBytes[dtype];
      if (entry.bytes !== expected) {
        throw damage(
          `its ${what} has ${entry.bytes} bytes; ${elements} elements of ${dtype} take ${expected}`,
        );
      }
      places.set(storage.key, entry);
      return storage;
    },
  );
  expectApart(file, places);
  return { root, places };
}

function expectLittleEndian(file: SyncFile, entry: StoragePlace | undefined): void {
  if (entry === undefined) return;
  const text = Buffer.from(file.read(entry.offset, Math.min(entry.bytes, 16))).toString('latin1');
  if (text === 'little') return;
  throw damaged(
    file.path,
    entry.offset,
    `its byte order is ${JSON.stringify(text)}, not "little"`,
    {
      found: text,
      expected: 'little',
    },
  );
}

/** Two storages in one place: no file is written so. */
function expectApart(file: SyncFile, places: ReadonlyMap<string, StoragePlace>): void {
  const inOrder = [...places].sort(([, a], [, b]) => a.offset - b.offset || a.bytes - b.bytes);
  let end = 0;
  for (const [key, { offset, bytes }] of inOrder) {
    if (offset < end) {
      throw damaged(file.path, offset, `its storage ${quoteField(key)} begins within another`);
    }
    end = offset + bytes;
  }
}
