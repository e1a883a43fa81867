import {
  defined,
  type AggregateScore,
  type DeltaScore,
  type Region,
  type ScoredGene,
  type Span,
  type TrackInfo,
} from '../../../contract/index.ts';
import type { PerturbationResult } from '../../../engine/index.ts';
import type { Edit } from '../../../sequence/index.ts';
import { BinValues } from '../../effects/index.ts';
import type { ReferencePart } from '../../perturbations/index.ts';
import { aggregate, maskOf, scorerName, spanAround, type Aggregation } from './aggregate.ts';
import type { AnnotatedGene, Annotation } from './annotation.ts';
import type { ChangedTrack } from './changed-bins.ts';
import { deltaScore } from './delta-score.ts';
import { genesAt, siteOf } from './outside-gene.ts';

/** Which numbers are wanted of the changes of tracks. */
export interface ScorerOptions {
  /** bp on either side within which the largest gain and loss are looked for; not where absent. */
  readonly distance?: number | undefined;
  readonly annotation?: Annotation | undefined;
  /** Gains at annotated ends of exons and losses elsewhere are 0. */
  readonly maskAnnotated?: boolean | undefined;
  /** What lies outside the gene is read as N, for gains and losses. */
  readonly outsideN?: boolean | undefined;
  readonly aggregations?: readonly Aggregation[] | undefined;
  /** Ids of the tracks whose values may be below 0. */
  readonly signed?: ReadonlySet<string> | undefined;
  /**
   * bp round a variant that aggregates without a width take: of a model that reads in tiles a tile's
   * length, as which tiles are read depends on what else is asked for. All that was read where absent.
   */
  readonly whole?: number | undefined;
}

/** A variant whose changes have been read. */
export interface SeenVariant {
  /** All that was read; the edit's tokens count from its start. */
  readonly interval: Region;
  /** Of the contig, what can be read about the interval. */
  readonly bounds: Span;
  readonly edit: Edit;
  readonly tracks: readonly TrackInfo[];
  readonly part: ReferencePart;
  readonly result: Pick<PerturbationResult, 'bins'>;
  /** With N outside a gene, by its number among those that the variant lies in. */
  readonly outside?: ReadonlyMap<AnnotatedGene, OutsideResults> | undefined;
}

interface OutsideResults {
  readonly part: ReferencePart;
  readonly without: Pick<PerturbationResult, 'bins'>;
  readonly withVariant: Pick<PerturbationResult, 'bins'>;
}

/** Tokens round an edit whose values the numbers are made of; undefined where they are not needed. */
export function reachOf(edit: Edit, options: ScorerOptions): Span | undefined {
  const { distance, aggregations = [] } = options;
  if (distance === undefined && aggregations.length === 0) return undefined;
  const reach = reachAround(options);
  return { start: siteOf(edit) - reach, end: Math.max(siteOf(edit), edit.end) + reach + 1 };
}

/** bp on either side of a variant whose values the numbers are made of. */
export function reachAround({ distance = 0, aggregations = [], whole = 0 }: ScorerOptions): number {
  return Math.max(distance, ...aggregations.map(({ width = whole }) => Math.floor(width / 2)));
}

/** The gains, losses and aggregates of a variant; none of a kind that is not asked for. */
export function trackScores(
  seen: SeenVariant,
  options: ScorerOptions,
): { deltas?: DeltaScore[]; aggregates?: AggregateScore[] } {
  const { distance, aggregations } = options;
  if (seen.part.bins === undefined) return {};
  return {
    ...(distance === undefined ? {} : { deltas: deltasOf(seen, { ...options, distance }) }),
    ...(aggregations ? { aggregates: aggregatesOf(seen, { ...options, aggregations }) } : {}),
  };
}

function deltasOf(
  seen: SeenVariant,
  options: ScorerOptions & { readonly distance: number },
): DeltaScore[] {
  const { annotation, distance, maskAnnotated, signed } = options;
  const { interval, edit } = seen;
  const place = { site: interval.start + siteOf(edit), distance };
  const near = spanAround(place.site, 2 * distance + 1);
  if (annotation === undefined) {
    if (!isValued(seen, near)) return [];
    return changedTracks(seen, signed).flatMap((track) => deltaScore(track, place) ?? []);
  }
  return genesAt(annotation, edit, interval).flatMap((gene) => {
    const isAnnotated = maskAnnotated ? (base: number) => gene.sites.has(base) : undefined;
    const outside = seen.outside?.get(gene);
    if (!isValued({ ...seen, ...outside }, near)) return [];
    return changedTracks(seen, signed, outside)
      .filter(({ info }) => isOnStrand(info, gene))
      .flatMap((track) => {
        const found = deltaScore(track, place, isAnnotated);
        return found ? [{ ...found, gene: nameOf(gene) }] : [];
      });
  });
}

function aggregatesOf(
  seen: SeenVariant,
  {
    annotation,
    aggregations,
    whole,
    signed,
  }: ScorerOptions & { readonly aggregations: readonly Aggregation[] },
): AggregateScore[] {
  const { interval, edit, part } = seen;
  const tracks = changedTracks(seen, signed);
  const site = interval.start + siteOf(edit);
  const { read } = part;
  const around =
    whole === undefined
      ? { start: interval.start + read.start, end: interval.start + read.end }
      : spanAround(site, whole);
  const changed = changedSpan(seen);
  return aggregations.flatMap((one) => {
    const scorer = scorerName(one);
    const span = one.width === undefined ? around : spanAround(site, one.width);
    const of = (listed: readonly ChangedTrack[], spans: readonly Span[], isKnown: boolean) =>
      listed.map((track): AggregateScore => ({
        ...{ scorer, track: track.info.id },
        value: isKnown ? aggregate(one, track, spans) : NaN,
      }));
    const mask = maskOf(one);
    if (mask === 'width') return of(tracks, [span], isValued(seen, span));
    const genes =
      mask === 'exons'
        ? genesWithExon(annotation, { contig: interval.contig, ...changed })
        : genesAt(annotation, edit, interval);
    return genes.flatMap((gene) => {
      const spans = mask === 'exons' ? gene.exons : [withinBoth(gene, span)];
      // The mean over some of a gene's exons is not the gene's; a splice site is looked for in what there is of it.
      const isKnown =
        (mask === 'gene' ||
          spans.every(({ start, end }) => start >= around.start && end <= around.end)) &&
        spans.every((one) => isValued(seen, one));
      const own = tracks.filter(
        ({ info }) => isOnStrand(info, gene) && (mask === 'exons' || info.bin === 1),
      );
      return of(own, spans, isKnown).map((score) => ({ ...score, gene: nameOf(gene) }));
    });
  });
}

function genesWithExon(annotation: Annotation | undefined, changed: Region): AnnotatedGene[] {
  const genes = annotation?.overlapping(changed) ?? [];
  return genes.filter(({ exons }) =>
    exons.some((exon) => exon.start < changed.end && exon.end > changed.start),
  );
}

function withinBoth(one: Span, other: Span): Span {
  return { start: Math.max(one.start, other.start), end: Math.min(one.end, other.end) };
}

/** Whether all of a span has been read that the contig has: what is known of a part of it tells something else. */
function isValued(
  { interval, bounds, part }: Pick<SeenVariant, 'interval' | 'bounds' | 'part'>,
  { start, end }: Span,
): boolean {
  const valued = part.valued ?? part.read;
  return (
    Math.max(bounds.start, start) >= interval.start + valued.start &&
    Math.min(bounds.end, end) <= interval.start + valued.end
  );
}

/** From the first base of a bin that may have changed to the last. */
function changedSpan({ tracks, result: { bins = [] } }: SeenVariant): Span {
  let next = 0;
  const spans = bins.map(({ first, values }) => {
    const { bin } = defined(tracks[next]);
    next += values.length;
    return { start: first * bin, end: (first + (values[0]?.length ?? 0)) * bin };
  });
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

function changedTracks(
  { tracks, part, result }: SeenVariant,
  signed: ScorerOptions['signed'],
  outside?: OutsideResults,
): ChangedTrack[] {
  const reference = defined((outside?.part ?? part).bins);
  return tracks.map((info, i) => ({
    info,
    bins: new BinValues(reference, i, info.bin),
    changed: outside ? outside.withVariant.bins : result.bins,
    unchanged: outside?.without.bins,
    isSigned: signed?.has(info.id),
  }));
}

/** Whether a track tells of a gene's strand, or of both. */
function isOnStrand({ strand }: TrackInfo, gene: ScoredGene): boolean {
  return strand === undefined || gene.strand === '.' || strand === gene.strand;
}

function nameOf({ id, name, strand }: AnnotatedGene): ScoredGene {
  return { id, name, strand };
}
