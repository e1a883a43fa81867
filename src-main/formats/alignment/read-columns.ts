import { defined } from '../../contract/index.ts';
import type { AlignedRead } from './aligned-read.ts';

/** Some reads as columns: what crosses from one process to another. */
export interface ReadColumns {
  /** 0-based half-open. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly flags: Uint16Array;
  /** 255: not known. */
  readonly mapQualities: Uint8Array;
  /** Names, each followed by NUL. */
  readonly names: string;
  readonly cigars: Uint32Array;
  /** One past the last operation of each read in `cigars`. */
  readonly cigarEnds: Uint32Array;
  readonly bases: string;
  readonly baseEnds: Uint32Array;
  /** Phred; of a read without qualities none. */
  readonly qualities: Uint8Array;
  readonly qualityEnds: Uint32Array;
}

const unknownMapQuality = 255;

export function toColumns(reads: readonly AlignedRead[]): ReadColumns {
  const count = reads.length;
  const [starts, ends] = [new Int32Array(count), new Int32Array(count)];
  const [flags, mapQualities] = [new Uint16Array(count), new Uint8Array(count)];
  const [cigarEnds, baseEnds, qualityEnds] = [
    new Uint32Array(count),
    new Uint32Array(count),
    new Uint32Array(count),
  ];
  let [operations, bases, phred] = [0, 0, 0];
  for (const [i, read] of reads.entries()) {
    starts[i] = read.start;
    ends[i] = read.end;
    flags[i] = read.flags;
    mapQualities[i] = read.mapQuality ?? unknownMapQuality;
    cigarEnds[i] = operations += read.cigar.length;
    baseEnds[i] = bases += read.bases.length;
    qualityEnds[i] = phred += read.qualities?.length ?? 0;
  }
  const cigars = new Uint32Array(operations);
  const qualities = new Uint8Array(phred);
  for (const [i, read] of reads.entries()) {
    cigars.set(read.cigar, cigarEnds[i]! - read.cigar.length);
    if (read.qualities) qualities.set(read.qualities, qualityEnds[i]! - read.qualities.length);
  }
  return {
    ...{ starts, ends, flags, mapQualities, cigars, cigarEnds, baseEnds, qualities, qualityEnds },
    names: reads.map(({ name }) => `${name}\0`).join(''),
    bases: reads.map((read) => read.bases).join(''),
  };
}

export function fromColumns(columns: ReadColumns): AlignedRead[] {
  const { starts, ends, flags, mapQualities, cigars, cigarEnds, bases, baseEnds } = columns;
  const { qualities, qualityEnds } = columns;
  const names = columns.names.split('\0');
  return Array.from(starts, (start, i) => {
    const part = (of: Uint32Array) => [i === 0 ? 0 : of[i - 1]!, of[i]!] as const;
    const [from, to] = part(qualityEnds);
    const mapQuality = mapQualities[i]!;
    return {
      start,
      end: ends[i]!,
      flags: flags[i]!,
      mapQuality: mapQuality === unknownMapQuality ? undefined : mapQuality,
      name: defined(names[i]),
      cigar: cigars.subarray(...part(cigarEnds)),
      bases: bases.slice(...part(baseEnds)),
      qualities: from === to ? undefined : qualities.subarray(from, to),
    };
  });
}
