import type { Region } from '../genome/index.ts';
import type { ModelIdentity, TrackInfo } from '../runs/index.ts';

/** Bases in the order of the columns of a mutagenesis. */
export const mutagenesisBases = 'ACGT';

/** What is read out while bases are substituted. */
export type MutagenesisReadout =
  /** ln P(base)/P(reference base) at the place itself; `masked`: with that base masked. */
  | { readonly kind: 'likelihood'; readonly masked: boolean }
  /**
   * A track: of a region the mean of the bins that overlap it, of a gene the largest bin at its start, as
   * for effects and variants.
   */
  | {
      readonly kind: 'track';
      readonly track: TrackInfo;
      readonly place: Region;
      readonly gene?: string | undefined;
    };

/** In-silico mutagenesis: what each base of a region, put in the place of the one there, does to a readout. */
export interface Mutagenesis {
  readonly model: ModelIdentity;
  readonly region: Region;
  /** All that was read as one. */
  readonly interval: Region;
  /** See `PerturbationJob`. */
  readonly tolerance: number;
  readonly readout: MutagenesisReadout;
  /** Readout of the unchanged sequence; absent of the likelihood. */
  readonly value?: number | undefined;
  /** The region's letters: A, C, G, T or N. */
  readonly bases: string;
  /**
   * `[bases][A, C, G, T]`, row-major: the readout with that base minus the readout as it is, 0 for the
   * base that is there. NaN in the row of an N, and where nothing tells.
   */
  readonly changes: Float32Array;
}

/**
 * Each change minus the mean of its base's four, `[bases][A, C, G, T]`: hypothetical contributions, of
 * which one that is above 0 is better than the usual base there.
 */
export function centredChanges({ changes }: Pick<Mutagenesis, 'changes'>): Float32Array {
  const centred = new Float32Array(changes.length);
  for (let row = 0; row < changes.length; row += 4) {
    const mean = changes.subarray(row, row + 4).reduce((sum, value) => sum + value, 0) / 4;
    for (let i = row; i < row + 4; i++) centred[i] = changes[i]! - mean;
  }
  return centred;
}

/** The centred value of the base that is there, `[bases]`: above 0 where substitutions lower the readout. */
export function referenceScores(map: Pick<Mutagenesis, 'changes' | 'bases'>): Float32Array {
  const centred = centredChanges(map);
  return Float32Array.from(map.bases, (base, i) => {
    const column = mutagenesisBases.indexOf(base);
    return column < 0 ? NaN : centred[4 * i + column]!;
  });
}

/** One substitution: the base by its index in the region, and what it becomes. */
export interface Substitution {
  readonly base: number;
  readonly to: string;
  readonly change: number;
}

/** The `count` substitutions of the largest change either way, the largest first. */
export function largestSubstitutions({ changes }: Mutagenesis, count: number): Substitution[] {
  const known = [...changes.keys()].filter((i) => !Number.isNaN(changes[i]!) && changes[i] !== 0);
  return known
    .sort((a, b) => Math.abs(changes[b]!) - Math.abs(changes[a]!))
    .slice(0, count)
    .map((i) => ({ base: i >> 2, to: mutagenesisBases.charAt(i & 3), change: changes[i]! }));
}
