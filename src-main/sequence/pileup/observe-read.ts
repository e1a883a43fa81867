import { defined } from '../../contract/index.ts';
/** A read as it was aligned; what a reader of BAM or CRAM gives is one. */
export interface PileupRead {
  /** First aligned base, 0-based. */
  readonly start: number;
  /** One past the last aligned base of the reference. */
  readonly end: number;
  readonly flags: number;
  /** Undefined where it is not known. */
  readonly mapQuality: number | undefined;
  /** The same for both mates of a pair. */
  readonly name: string;
  /** As BAM packs it: length << 4 | operation, of `MIDNSHP=X`. */
  readonly cigar: ArrayLike<number>;
  /** All of the read, upper case. */
  readonly bases: string;
  /** Phred, one a base; undefined where there are none. */
  readonly qualities: Uint8Array | undefined;
}

/** What stands at a position of the reference: a base (0 A, 1 C, 2 G, 3 T) or one of these. */
export const observed = { deleted: 4, nothing: 255 } as const;

/** Bases that a read lacks, or has more than the reference. */
interface ObservedIndel {
  /** First base that is missing, or the one before which bases are put in; 0-based. */
  readonly start: number;
  readonly deleted: number;
  readonly inserted: string;
  /** Phred: the mean of the bases put in, or of those on both sides of a deletion. */
  readonly quality: number;
}

/** One read, position by position of the reference. */
export interface Observation {
  readonly start: number;
  readonly end: number;
  /** 0 forward, 1 reverse. */
  readonly strand: 0 | 1;
  /** Per position from `start`, see `observed`. */
  readonly bases: Uint8Array;
  /** Phred, per position; of a deleted one that of the base before it. */
  readonly qualities: Uint8Array;
  readonly indels: readonly ObservedIndel[];
}

const reverseFlag = 0x10;

/** Quality of bases of which none is known. */
const unknownQuality = 255;

const codeOfBase = new Uint8Array(256).fill(observed.nothing);
for (const [code, base] of [...'ACGT'].entries()) codeOfBase[base.charCodeAt(0)] = code;

/** Lays a read out along the reference. Clipped ends, skipped introns and bases N are nothing. */
export function observeRead(read: PileupRead): Observation {
  const { start, end, cigar, bases: letters, qualities: phred } = read;
  const bases = new Uint8Array(end - start).fill(observed.nothing);
  const qualities = new Uint8Array(end - start);
  const indels: ObservedIndel[] = [];
  let at = 0;
  let inRead = 0;
  /** Aligned bases before: an indel without any is no more than a clipped end. */
  let aligned = 0;
  /** Where the latest insertion stands, if it is the latest indel. */
  let lastInsertion = -1;
  for (let i = 0; i < cigar.length; i++) {
    const length = defined(cigar[i]) >>> 4;
    switch (defined(cigar[i]) & 0xf) {
      case 0: // M
      case 7: // =
      case 8: // X
        for (let j = 0; j < length; j++) {
          bases[at + j] = codeOfBase[letters.charCodeAt(inRead + j)] ?? observed.nothing;
          qualities[at + j] = phred === undefined ? unknownQuality : phred[inRead + j]!;
        }
        at += length;
        inRead += length;
        aligned += length;
        break;
      case 1: // I
        if (aligned > 0 && hasMore(cigar, i)) {
          // With padding between them (1I2P1I) they are one: no base of the reference parts them.
          const before = lastInsertion === start + at ? defined(indels.pop()).inserted.length : 0;
          const from = inRead - before;
          const inserted = letters.slice(from, inRead + length);
          const quality = meanQuality(phred, from, inRead + length);
          indels.push({ start: start + at, deleted: 0, inserted, quality });
          lastInsertion = start + at;
        }
        inRead += length;
        break;
      case 2: // D
        if (aligned > 0 && hasMore(cigar, i)) {
          const quality = meanQuality(phred, inRead - 1, inRead + 1);
          indels.push({ start: start + at, deleted: length, inserted: '', quality });
          lastInsertion = -1;
          bases.fill(observed.deleted, at, at + length);
          qualities.fill(quality, at, at + length);
        }
        at += length;
        break;
      case 3: // N
        at += length;
        break;
      case 4: // S
        inRead += length;
        break;
      default: // H and P take no base of either.
    }
  }
  const strand = (read.flags & reverseFlag) === 0 ? 0 : 1;
  return { start, end, strand, bases, qualities, indels };
}

/** True where bases are aligned behind operation `i`, too. */
function hasMore(cigar: ArrayLike<number>, i: number): boolean {
  for (let j = i + 1; j < cigar.length; j++) {
    const operation = defined(cigar[j]) & 0xf;
    if (operation === 0 || operation >= 7) return true;
  }
  return false;
}

function meanQuality(phred: Uint8Array | undefined, from: number, to: number): number {
  if (phred === undefined) return unknownQuality;
  let sum = 0;
  for (let i = from; i < to; i++) sum += phred[i] ?? 0;
  return sum / (to - from);
}

/**
 * Leaves each position that both mates of a pair cover to one of them, the one of the higher quality,
 * on a tie the first, for they are one fragment. Indels in the stretch of both are the first's.
 * Returns the second without its own there; the bases of both are changed in place.
 */
export function settleMates(first: Observation, second: Observation): Observation {
  const from = Math.max(first.start, second.start);
  const to = Math.min(first.end, second.end);
  for (let at = from; at < to; at++) {
    const [i, j] = [at - first.start, at - second.start];
    if (first.bases[i] === observed.nothing || second.bases[j] === observed.nothing) continue;
    if (second.qualities[j]! > first.qualities[i]!) first.bases[i] = observed.nothing;
    else second.bases[j] = observed.nothing;
  }
  const indels = second.indels.filter(({ start }) => start <= from || start >= to);
  return { ...second, indels };
}
