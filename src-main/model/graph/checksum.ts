import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { SplitGraph } from './external-data.ts';

/**
 * A graph with the CRC-32 of its bytes, and of its weights' that lie elsewhere, at its end, as an entry of
 * ONNX's own `metadata_props`: two protobuf messages, one after the other, are one message, so the file stays
 * a plain ONNX model.
 */
export function withChecksum({ graph, weights }: SplitGraph): Uint8Array {
  const crc = crc32(graph);
  // Of nothing, zlib's may be 0 whatever came before.
  return Buffer.concat([graph, entryOf(weights.length > 0 ? crc32(weights, crc) : crc)]);
}

/** What is read of a file at a time: buffers for all of each would have to be collected. */
const piece = Buffer.alloc(2 ** 17);

/**
 * False for a file that was cut short, emptied or changed since `withChecksum` made it, and where that befell
 * the file of its weights, which need not be there.
 */
export function checksumHolds(path: string, weights: string): boolean {
  return withFile(path, (graph) => {
    const end = fstatSync(graph).size - checksumBytes;
    if (end < 0) return false;
    let crc = checksumOf(graph, end);
    if (existsSync(weights)) {
      crc = withFile(weights, (file) => checksumOf(file, fstatSync(file).size, crc));
    }
    const own = piece.subarray(0, readSync(graph, piece, 0, checksumBytes, end));
    return Buffer.compare(own, entryOf(crc)) === 0;
  });
}

/** CRC-32 of a file's first bytes, or of as many as there are, after that of what comes before. */
function checksumOf(file: number, bytes: number, before = 0): number {
  let crc = before;
  for (let at = 0; at < bytes;) {
    const read = readSync(file, piece, 0, Math.min(piece.length, bytes - at), at);
    if (read === 0) break;
    crc = crc32(piece.subarray(0, read), crc);
    at += read;
  }
  return crc;
}

function withFile<Result>(path: string, use: (file: number) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return use(file);
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
