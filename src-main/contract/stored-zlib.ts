/**
 * Bytes in zlib's format, uncompressed, for pieces so small that nothing is gained by compressing them:
 * RFC 1950 and 1951. Making zlib's own tables takes a hundred times as long. At most 65,535 bytes.
 */
export function storedZlib(bytes: Uint8Array): Buffer<ArrayBuffer> {
  const { length } = bytes;
  const stored = Buffer.allocUnsafe(length + 11);
  // Deflate with a window of 32 KB, and one last block that is stored.
  stored.set([0x78, 0x01, 0x01]);
  stored.writeUInt16LE(length, 3);
  stored.writeUInt16LE(~length & 0xffff, 5);
  stored.set(bytes, 7);
  stored.writeUInt32BE(adler32(bytes), length + 7);
  return stored;
}

/** RFC 1950. Of so few bytes the sums do not overflow before the end. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
