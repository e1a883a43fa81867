import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';

/**
 * A graph with the CRC-32 of its bytes at its end, as an entry of ONNX's own `metadata_props`: two
 * protobuf messages, one after the other, are one message, so the file stays a plain ONNX model.
 */
export function withChecksum(graph: Uint8Array): Uint8Array {
  return Buffer.concat([graph, entryOf(crc32(graph))]);
}

/** What is read of a file at a time: buffers for all of each would have to be collected. */
const piece = Buffer.alloc(2 ** 17);

/** False for a file that was cut short, emptied or changed since `withChecksum` wrote it. */
export function checksumHolds(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const end = fstatSync(file).size - checksumBytes;
    if (end < 0) return false;
    let crc = 0;
    for (let at = 0; at < end;) {
      const read = readSync(file, piece, 0, Math.min(piece.length, end - at), at);
      if (read === 0) return false;
      crc = crc32(piece.subarray(0, read), crc);
      at += read;
    }
    const own = piece.subarray(0, readSync(file, piece, 0, checksumBytes, end));
    return Buffer.compare(own, entryOf(crc)) === 0;
  } finally {
    closeSync(file);
  }
}

function entryOf(crc: number): Uint8Array {
  const value = crc.toString(16).padStart(8, '0');
  const metadataProps = [{ key: 'crc32', value }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { metadataProps }));
}

const checksumBytes = entryOf(0).length;
