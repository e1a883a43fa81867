/**
 * What a track of a head may tell of the genome. `cds`: coding sequence; `promoter`: before a gene;
 * `terminator`: after one.
 */
export const headTrackRoles = [
  'promoter',
  'enhancer',
  'insulator',
  'expression',
  'cds',
  'terminator',
] as const;

/** What a track tells of the genome; effects, colours and calls of genes go by it. */
export type TrackRole = (typeof headTrackRoles)[number] | 'likelihood';

/** One predicted track: what it is called and how its values lie on the genome. */
export interface TrackInfo {
  readonly id: string;
  readonly label: string;
  /** Unit of a value: `probability`, `natural log`, `bits`, ... */
  readonly unit: string;
  readonly role?: TrackRole | undefined;
  /** The strand that it tells of; both where absent. */
  readonly strand?: '+' | '-' | undefined;
  /** `#rrggbb` */
  readonly color: string;
  /** Bases one value covers. Bins are aligned to base 0 of the contig. */
  readonly bin: number;
}

/** What a track is where it tells what distal context changes: with all in state minus with the state reset. */
export function contextTrackInfo({ id, label, unit, color, bin }: TrackInfo): TrackInfo {
  return { id, label: `${label}: context effect`, unit: `difference of ${unit}`, color, bin };
}

/** A track's values along one contig. Value `i` covers `[start + i*bin, start + (i+1)*bin)`. */
export interface TrackValues {
  readonly info: TrackInfo;
  /** Contig coordinate of the first value's first base, 0-based; a multiple of `info.bin`. */
  readonly start: number;
  readonly values: Float32Array;
}
