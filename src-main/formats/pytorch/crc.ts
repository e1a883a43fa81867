import { crc32 } from 'node:zlib';
import type { SyncFile } from '../bytes/index.ts';
import type { StoragePlace } from './archive.ts';
import { damaged } from './faults.ts';

const step = 4 << 20;

/** Compares the bytes in a place with their checksum, where there is one. Error: `pytorch-format`. */
export function expectCrc(
  file: SyncFile,
  { offset, bytes, crc }: StoragePlace,
  what: string,
): void {
  if (crc === undefined) return;
  let found = 0;
  for (let done = 0; done < bytes; done += step) {
    found = crc32(file.read(offset + done, Math.min(step, bytes - done)), found);
  }
  if (found === crc) return;
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  throw damaged(
    file.path,
    offset,
    `the checksum of its ${what} is ${hex(found)}; the archive says ${hex(crc)}`,
    { found: hex(found), expected: hex(crc) },
  );
}
