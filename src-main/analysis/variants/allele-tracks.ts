import {
  boundsAround,
  defined,
  MegabaseError,
  type Region,
  type TrackInfo,
  type TrackValues,
  type VariantRow,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationTask } from '../../engine/index.ts';
import { tokenEdit, tokenize, trimAlleles, type BaseEdit } from '../../sequence/index.ts';
import {
  binOrigins,
  changedSpan,
  decodeResult,
  moveTask,
  partKey,
  perturbationKey,
  referenceKey,
} from '../perturbations/index.ts';
import { BinValues } from '../effects/index.ts';
import type { Environment } from '../environment/index.ts';
import { hasLikelihood, headTracks, sequenceParts, type SequencePart } from '../../model/index.ts';
import { variantTask } from './compute-scores.ts';

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
  const { interval } = row.scores;
  const { manifest } = model.model;
  const tracks = headTracks(manifest);
  const tokens = tokenize(await genome.fetch(interval));
  const { start } = interval;
  const gives = { tracks: tracks.length > 0, likelihood: hasLikelihood(manifest) };
  const task = variantTask([tokenEdit(edit, start)], tokens.length, gives);
  const run = partKey({ start, tokens }, partOf(task, interval, { genome, model }), model);
  const find = (key: string) => {
    const stored = cache?.findEdit(run, key);
    return stored && decodeResult(stored, binOrigins(manifest, start));
  };
  const reference = find(referenceKey);
  const changed = find(perturbationKey(task, tolerance));
  if (reference?.bins && changed) return new AlleleTracks(tracks, reference.bins, changed.bins);
  throw new MegabaseError(
    'cache-missing',
    `What ${row.id} changes is no longer in the cache. Score the variants again.`,
  );
}

/** What of the contig was read for a task whose tokens count from the start of an interval. */
function partOf(
  task: PerturbationTask,
  interval: Region,
  { genome, model }: Pick<Environment, 'genome' | 'model'>,
): SequencePart {
  const contig = defined(genome.contigs.find(({ name }) => name === interval.contig));
  const { start, end } = boundsAround(contig, interval);
  const onContig = moveTask(task, interval.start - start);
  const place = { start, length: end - start };
  const found = sequenceParts(model.model.manifest, place, [changedSpan(onContig)], {
    whole: false,
  });
  const { valued, changes } = defined(found[0]);
  const by = start - interval.start;
  return {
    ...{ start: 0, end: interval.end - interval.start, changes },
    valued: valued && { start: valued.start + by, end: valued.end + by },
  };
}

/** The edit of an allele in the one form that its id states; undefined for a haplotype. */
function editOf({ id, stated, place }: VariantRow): BaseEdit | undefined {
  const [, ref, alt] = /:([^:>]+)>([^>]+)$/.exec(id) ?? [];
  if (!stated || !place || ref === undefined || alt === undefined) return undefined;
  return trimAlleles(place.start, ref, alt);
}
