import { crc32 } from 'node:zlib';
import { create, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';

/**
 * A graph with the CRC-32 of its bytes at its end, as an entry of ONNX's own `metadata_props`: two
 * protobuf messages, one after the other, are one message, so the file stays a plain ONNX model.
 */
export function withChecksum(graph: Uint8Array): Uint8Array {
  return Buffer.concat([graph, checksumOf(graph)]);
}

/** False for a file that was cut short, emptied or changed since `withChecksum` wrote it. */
export function checksumHolds(file: Uint8Array): boolean {
  const end = file.length - checksumBytes;
  if (end < 0) return false;
  return Buffer.compare(file.subarray(end), checksumOf(file.subarray(0, end))) === 0;
}

function checksumOf(graph: Uint8Array): Uint8Array {
  const value = crc32(graph).toString(16).padStart(8, '0');
  const metadataProps = [{ key: 'crc32', value }];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { metadataProps }));
}

const checksumBytes = checksumOf(new Uint8Array(0)).length;
