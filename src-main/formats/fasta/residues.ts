/** 1 for each byte that may stand in a sequence: letters, `*` and `-`. */
const residue = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*-')) {
  residue[byte] = 1;
}

/** Index of the first byte in `[from, to)` that cannot stand in a sequence; `to` where all can. */
export function firstForeign(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && residue[bytes[i]!] === 1) i++;
  return i;
}

/** A byte as a message names it: the character where it prints, and its number. */
export function nameByte(byte: number | undefined): string {
  if (byte === undefined) return 'the end of the file';
  const hex = `byte 0x${byte.toString(16).padStart(2, '0')}`;
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}" (${hex})` : hex;
}
