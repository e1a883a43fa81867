import { defined } from '../../contract/index.ts';
import { type AlignedRead, cigarOperation } from './aligned-read.ts';

/** A record of a BAM file, with its place. */
export interface BamRecord extends AlignedRead {
  /** Number of the contig in the header; -1 where it has no place. */
  readonly contig: number;
}

/** Bytes of a record before its name, its own size left out (SAM specification, 4.2). */
export const fixedBytes = 32;

/** Quality of the first base where the file keeps none. */
const noQuality = 0xff;

/** Two bases to a byte, as the two characters. */
const basePairs = Array.from({ length: 256 }, (_, byte) => {
  const letters = '=ACMGRSVTWYHKDBN';
  return [letters.charCodeAt(byte >> 4), letters.charCodeAt(byte & 0xf)] as const;
});

/**
 * The record of `size` bytes at `at`, behind its size; undefined where no record can be so: its parts
 * take more than its size, its name does not end, or it has a place of which there is none.
 */
export function parseBamRecord(view: DataView, at: number, size: number): BamRecord | undefined {
  const contig = view.getInt32(at, true);
  const start = view.getInt32(at + 4, true);
  const nameLength = view.getUint8(at + 8);
  const mapQuality = view.getUint8(at + 9);
  const cigarCount = view.getUint16(at + 12, true);
  const flags = view.getUint16(at + 14, true);
  const length = view.getInt32(at + 16, true);
  if (nameLength === 0 || length < 0 || contig < -1 || start < -1) return undefined;
  const nameEnd = at + fixedBytes + nameLength;
  const basesAt = nameEnd + 4 * cigarCount;
  const qualitiesAt = basesAt + ((length + 1) >> 1);
  const tagsAt = qualitiesAt + length;
  if (tagsAt > at + size || view.getUint8(nameEnd - 1) !== 0) return undefined;

  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  let cigar = readCigar(view, nameEnd, cigarCount);
  // More operations than 65,535 stand in a tag, and a clip of all the read in their place (4.2.2).
  if (cigarCount === 2 && cigar[0] === ((length << 4) | cigarOperation.S)) {
    cigar = longCigar(view, tagsAt, at + size) ?? cigar;
  }
  let span = 0;
  let bases = 0;
  for (const operation of cigar) {
    const kind = operation & 0xf;
    if (kind > cigarOperation.X) return undefined;
    if (onReference[kind] === 1) span += operation >>> 4;
    if (inRead[kind] === 1) bases += operation >>> 4;
  }
  if (cigar.length > 0 && length > 0 && bases !== length) return undefined;
  const qualities = new Uint8Array(bytes.subarray(qualitiesAt, tagsAt));
  return {
    contig,
    start,
    end: start + span,
    flags,
    mapQuality: mapQuality === 255 ? undefined : mapQuality,
    name: bytes.toString('latin1', at + fixedBytes, nameEnd - 1),
    cigar,
    bases: readBases(bytes, basesAt, length),
    qualities: length === 0 || qualities[0] === noQuality ? undefined : qualities,
  };
}

/** By operation, 1 where it takes bases of the reference: M, D, N, =, X. */
const onReference = [1, 0, 1, 1, 0, 0, 0, 1, 1];
/** By operation, 1 where it takes bases of the read: M, I, S, =, X. */
const inRead = [1, 1, 0, 0, 1, 0, 0, 1, 1];

function readCigar(view: DataView, at: number, count: number): Uint32Array {
  const cigar = new Uint32Array(count);
  for (let i = 0; i < count; i++) cigar[i] = view.getUint32(at + 4 * i, true);
  return cigar;
}

function readBases(bytes: Buffer, at: number, length: number): string {
  const letters = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; i++) {
    letters[i] = defined(defined(basePairs[defined(bytes[at + (i >> 1)])])[i & 1]);
  }
  return letters.toString('latin1', 0, length);
}

/** Bytes of a value by the letter of its type, for tags of one value. */
const tagBytes: Readonly<Record<string, number>> = {
  A: 1,
  c: 1,
  C: 1,
  s: 2,
  S: 2,
  i: 4,
  I: 4,
  f: 4,
};

/** The operations of the tag `CG`; undefined where there is none. */
function longCigar(view: DataView, from: number, to: number): Uint32Array | undefined {
  for (let at = from; at + 4 <= to;) {
    const tag = String.fromCharCode(view.getUint8(at), view.getUint8(at + 1));
    const type = String.fromCharCode(view.getUint8(at + 2));
    at += 3;
    if (type === 'Z' || type === 'H') {
      while (at < to && view.getUint8(at) !== 0) at++;
      at += 1;
    } else if (type === 'B') {
      if (at + 5 > to) return undefined;
      const each = tagBytes[String.fromCharCode(view.getUint8(at))];
      const count = view.getUint32(at + 1, true);
      if (each === undefined || at + 5 + each * count > to) return undefined;
      if (tag === 'CG' && each === 4) return readCigar(view, at + 5, count);
      at += 5 + each * count;
    } else {
      const bytes = tagBytes[type];
      if (bytes === undefined) return undefined;
      at += bytes;
    }
  }
  return undefined;
}
