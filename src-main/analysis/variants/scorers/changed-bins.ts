import type { TrackInfo } from '../../../contract/index.ts';
import type { BinPieces } from '../../../engine/index.ts';
import type { BinValues } from '../../effects/index.ts';

/** A track of what was read for a variant, without it and with it. Bins count along the contig. */
export interface ChangedTrack {
  readonly info: TrackInfo;
  readonly bins: BinValues;
  /** With the variant; absent where nothing changed. */
  readonly changed: BinPieces | undefined;
  /** Instead of `bins` alone: what the reference is with the same changes but the variant. */
  readonly unchanged?: BinPieces | undefined;
  /** Whether values may be below 0, so that 0 is not nothing. */
  readonly isSigned?: boolean | undefined;
}

/** Values of a bin without the variant and with it. */
export interface BinPair {
  readonly bin: number;
  readonly reference: number;
  /** 0 where all of the bin is deleted, of a track that is never less: what stood there is gone. */
  readonly alternative: number;
}

/** The bins from `start` to `end`, bp, that have a value in the reference; of a signed track no deleted ones. */
export function* binPairs(
  { info, bins, changed, unchanged, isSigned }: ChangedTrack,
  { start, end }: { readonly start: number; readonly end: number },
): Generator<BinPair> {
  const { range } = bins;
  const first = Math.max(range.first, Math.floor(start / info.bin));
  const last = Math.min(range.end, Math.ceil(end / info.bin));
  for (let bin = first; bin < last; bin++) {
    const reference = bins.at(bin, unchanged);
    if (Number.isNaN(reference)) continue;
    const alternative = bins.at(bin, changed);
    if (!Number.isNaN(alternative)) yield { bin, reference, alternative };
    else if (!isSigned) yield { bin, reference, alternative: 0 };
  }
}
