import {
  MegabaseError,
  type TrackInfo,
  type TrackValues,
  type VariantRow,
} from '../../../contract/index.ts';
import type { BinPieces } from '../../../engine/index.ts';
import { tokenEdit, tokenize, trimAlleles, type BaseEdit } from '../../../sequence/index.ts';
import {
  binOrigins,
  decodeResult,
  cachedPartKey,
  perturbationKey,
  referenceKey,
} from '../../perturbations/index.ts';
import { BinValues } from '../../effects/index.ts';
import type { Environment } from '../../environment/index.ts';
import { answeringKeys } from '../../run/index.ts';
import { hasLikelihood, headTracks } from '../../../model/index.ts';
import { variantTask } from './score-tasks.ts';

/** The tracks of what was read for a variant: as the reference is, and with its alternative. */
export class AlleleTracks {
  readonly #tracks: readonly TrackInfo[];
  readonly #reference: BinPieces;
  readonly #alternative: BinPieces | undefined;

  constructor(
    tracks: readonly TrackInfo[],
    reference: BinPieces,
    alternative: BinPieces | undefined,
  ) {
    this.#tracks = tracks;
    this.#reference = reference;
    this.#alternative = alternative;
  }

  /** Error: `track-unknown`. */
  values(allele: 'reference' | 'alternative', id: string): TrackValues {
    const index = this.#tracks.findIndex((track) => track.id === id);
    const info = this.#tracks[index];
    if (info === undefined) {
      const known = this.#tracks.map((track) => track.id).join(', ');
      throw new MegabaseError('track-unknown', `There is no track "${id}"; there are: ${known}.`);
    }
    const bins = new BinValues(this.#reference, index, info.bin);
    const { first, end } = bins.range;
    const changed = allele === 'alternative' ? this.#alternative : undefined;
    const values = Float32Array.from({ length: end - first }, (_, i) =>
      bins.at(first + i, changed),
    );
    return { info, start: first * info.bin, values };
  }
}

/**
 * What the cache has of a scored variant; nothing is computed. Errors: `usage` for a row without an
 * edit of its own, `cache-missing` where the cache has lost it.
 */
export async function cachedAlleles(
  row: VariantRow,
  tolerance: number,
  { genome, model, cache }: Pick<Environment, 'genome' | 'model' | 'cache'>,
): Promise<AlleleTracks> {
  const edit = editOf(row);
  if (edit === undefined || row.scores === undefined) {
    throw new MegabaseError('usage', `${row.id} is not a single variant with scores.`);
  }
  const { interval, valued } = row.scores;
  const { manifest } = model.model;
  const tracks = headTracks(manifest);
  const tokens = tokenize(await genome.fetch(interval));
  const { start } = interval;
  const gives = { tracks: tracks.length > 0, likelihood: hasLikelihood(manifest) };
  const task = variantTask([tokenEdit(edit, start)], tokens.length, gives);
  const part = {
    ...{ start: 0, end: tokens.length, changes: [0] },
    valued: valued && { start: valued.start - start, end: valued.end - start },
  };
  const run = cachedPartKey({ start, tokens }, part, model);
  const find = (key: string) => {
    for (const one of answeringKeys(run, 'auto')) {
      const stored = cache?.findEdit(one, key);
      if (stored) return decodeResult(stored, binOrigins(manifest, start));
    }
    return undefined;
  };
  const reference = find(referenceKey);
  const changed = find(perturbationKey(task, tolerance));
  if (reference?.bins && changed) return new AlleleTracks(tracks, reference.bins, changed.bins);
  throw new MegabaseError(
    'cache-missing',
    `What ${row.id} changes is no longer in the cache. Score the variants again.`,
  );
}

/** The edit of an allele in the one form that its id states; undefined for a haplotype. */
function editOf({ id, stated, place }: VariantRow): BaseEdit | undefined {
  const [, ref, alt] = /:([^:>]+)>([^>]+)$/.exec(id) ?? [];
  if (!stated || !place || ref === undefined || alt === undefined) return undefined;
  return trimAlleles(place.start, ref, alt);
}
