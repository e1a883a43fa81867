import { MegabaseError, defined } from '../../contract/index.ts';
import {
  firstNotFinite,
  nameNotFinite,
  tracksOutputs,
  type GraphManifest,
} from '../../model/index.ts';
import type { TileValues } from './join-readings.ts';

/** What was read; tokens count from the interval's start, as of a `Tile` or a `ChangedTile`. */
interface ReadPlace {
  /** Of all tiles, counted from 0. */
  readonly index: number;
  readonly tiles: number;
  readonly start: number;
  /** What counts of it. */
  readonly from: number;
  readonly to: number;
  /** Contig coordinate of the interval's first token, 0-based. */
  readonly origin: number;
  /** Contig coordinate, 0-based, of the first change, in a changed sequence. */
  readonly changedAt?: number | undefined;
}

/**
 * Error `not-finite` where a graph gives NaN or infinity for what counts of a tile; says which output
 * and where. What lies beside it, such as under padding, may be anything.
 */
export function expectFiniteTile(
  manifest: GraphManifest,
  { tracks, distributions, absent }: TileValues,
  place: ReadPlace,
): void {
  const [from, to] = [place.from - place.start, place.to - place.start];
  for (const [i, { name, bin, crop = 0, tracks: described }] of tracksOutputs(manifest).entries()) {
    const first = Math.max(0, Math.floor((from - crop) / bin));
    const end = Math.max(first, Math.ceil((to - crop) / bin));
    for (const [track, values] of defined(tracks[i]).entries()) {
      if (absent?.has(values)) continue;
      const at = firstNotFinite(values.subarray(first, end));
      if (at < 0) continue;
      const offset = crop + (first + at) * bin;
      const told = `${nameNotFinite(values[first + at]!)} for the track "${defined(described[track]).id}"`;
      throw failure(place, `output "${name}" gives ${told}`, offset);
    }
  }
  const lm = manifest.outputs.find(({ kind }) => kind === 'lm');
  if (distributions === undefined || lm === undefined) return;
  // Of a probability, 0 has a logarithm that is infinite; NaN is none.
  for (let base = Math.max(from, untold(manifest)); base < to; base++) {
    if (!Number.isNaN(distributions[4 * base])) continue;
    throw failure(place, `output "${lm.name}" gives NaN (not a number) for the bases`, base);
  }
}

/** Bases at a tile's start that no logits tell: those of a causal model's first token. */
function untold({ input, outputs }: GraphManifest): number {
  const isCausal = outputs.some((one) => one.kind === 'lm' && one.objective === 'causal');
  if (!isCausal || input.kind !== 'tokens' || (input.before ?? []).length > 0) return 0;
  return input.vocabulary.kind === 'kmers' ? input.vocabulary.k : 1;
}

function failure(
  { index, tiles, origin, start, changedAt }: ReadPlace,
  what: string,
  offset: number,
): MegabaseError {
  const base = (position: number) => (origin + position + 1).toLocaleString('en-US');
  const changed =
    changedAt === undefined ? '' : `With the change at base ${base(changedAt - origin)} `;
  const began = changed === '' ? 'The computation' : 'the computation';
  return new MegabaseError(
    'not-finite',
    `${changed}${began} gave no numbers: in tile ${index + 1} of ${tiles}, ${what} first at base ` +
      `${base(Math.max(-origin, start + offset))} of the contig.`,
  );
}
