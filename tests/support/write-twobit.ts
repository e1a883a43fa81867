/** A sequence as it is to be written; case and N are told by blocks. */
export interface TwoBitSequence {
  readonly name: string;
  readonly letters: string;
}

const codes: Readonly<Record<string, number>> = { T: 0, C: 1, A: 2, G: 3 };

/** A 2bit file, little-endian, after https://genome.ucsc.edu/FAQ/FAQformat#format7 */
export function twoBit(sequences: readonly TwoBitSequence[], version: 0 | 1 = 0): Buffer {
  const offsetBytes = version === 1 ? 8 : 4;
  const records = sequences.map(({ letters }) => record(letters));
  const indexBytes = sequences.reduce((sum, { name }) => sum + 1 + name.length + offsetBytes, 0);
  let offset = 16 + indexBytes;
  const index = sequences.map(({ name }, i) => {
    const entry = Buffer.alloc(1 + name.length + offsetBytes);
    entry.writeUInt8(name.length);
    entry.write(name, 1, 'latin1');
    entry.writeUInt32LE(offset, 1 + name.length);
    offset += records[i]!.length;
    return entry;
  });
  return Buffer.concat([words(0x1a412743, version, sequences.length, 0), ...index, ...records]);
}

function record(letters: string): Buffer {
  const packed = Buffer.alloc(Math.ceil(letters.length / 4));
  for (const [i, letter] of [...letters].entries()) {
    packed[i >> 2]! |= (codes[letter.toUpperCase()] ?? 0) << (6 - 2 * (i & 3));
  }
  return Buffer.concat([
    words(letters.length),
    blocks(letters, /[Nn]+/g),
    blocks(letters, /[a-z]+/g),
    words(0),
    packed,
  ]);
}

/** How many blocks, where each begins, how long each is. */
function blocks(letters: string, pattern: RegExp): Buffer {
  const found = [...letters.matchAll(pattern)];
  const starts = found.map(({ index }) => index);
  return words(found.length, ...starts, ...found.map(([text]) => text.length));
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i));
  return bytes;
}
