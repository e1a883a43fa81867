/**
 * Bytes in zlib's format, uncompressed, for pieces so small that nothing is gained by compressing them:
 * RFC 1950 and 1951. Making zlib's own tables takes a hundred times as long. At most 65,535 bytes.
 */
export function storedZlib(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = bytes;
  const stored = new Uint8Array(length + 11);
  const view = new DataView(stored.buffer);
  // Deflate with a window of 32 KB, and one last block that is stored.
  stored.set([0x78, 0x01, 0x01]);
  view.setUint16(3, length, true);
  view.setUint16(5, ~length & 0xffff, true);
  stored.set(bytes, 7);
  view.setUint32(length + 7, adler32(bytes));
  return stored;
}

/** The checksum of RFC 1950. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}
