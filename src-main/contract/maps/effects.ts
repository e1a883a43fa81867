import { defined } from '../defined.ts';
import {
  basisText,
  type ModelBasis,
  type ReadEffect,
  type ReadingName,
  type ModelIdentity,
  type RunLikelihood,
  type TrackInfo,
} from '../runs/index.ts';
import type { Region } from '../genome/index.ts';

export type Strand = '+' | '-' | '.';

/** A stretch of a contig that is knocked out. 0-based half-open. */
export interface EffectElement extends Region {
  readonly name: string;
}

/** A place whose activity is watched while elements are knocked out. 0-based half-open. */
export interface EffectTarget extends Region {
  readonly name: string;
  /** Name of the gene that starts here, where the annotation tells. */
  readonly gene?: string | undefined;
  readonly strand: Strand;
}

/** How an element is knocked out: its bases become N, or the mean over so many shuffles of them. */
export type KnockOut =
  { readonly kind: 'n' } | { readonly kind: 'shuffle'; readonly times: number };

/** Least and largest effect of an element on a target among its shuffles, `[elements][targets]`. */
export interface EffectSpread {
  readonly lows: Float32Array;
  readonly highs: Float32Array;
}

/** What one of several answers says of all pairs of a map. A model's own answer may be one of them. */
export interface EffectReading extends ReadingName {
  /** Of each target as the sequence is, `[targets]`; NaN of one that this reading does not see. */
  readonly values: Float32Array;
  /** `[elements][targets]`, row-major. */
  readonly effects: Float32Array;
}

/**
 * What the same knock-out does to a target at random places of an element's length near the element,
 * `[elements][targets]`. Places that overlap the target are not counted; NaN where none is left.
 */
export interface EffectBackground {
  /** Places for each element, at most. */
  readonly places: number;
  /** Mean and standard deviation of their effects. */
  readonly means: Float32Array;
  readonly deviations: Float32Array;
  /** Percent of the places with a smaller effect, either way, than the element; ties count half. NaN of an effect that `isNoise`. */
  readonly percentiles: Float32Array;
}

/**
 * The distal map: what knocking out each element does to each target. A target's value is the
 * largest of its bins; an effect is the value with the element knocked out minus the value without.
 */
export interface EffectMap {
  readonly model: ModelIdentity;
  /** Absent of maps of a former version. */
  readonly basis?: ModelBasis | undefined;
  /** All that was read as one. */
  readonly interval: Region;
  /** Absent of a model without one, and of maps of a former version. */
  readonly likelihood?: RunLikelihood | undefined;
  /** Track that is watched. */
  readonly track: TrackInfo;
  readonly knockOut: KnockOut;
  /** See `PerturbationJob`. */
  readonly tolerance: number;
  readonly elements: readonly EffectElement[];
  readonly targets: readonly EffectTarget[];
  /** Value of each target as the sequence is, `[targets]`. */
  readonly values: Float32Array;
  /** Effects `[elements][targets]`, row-major. */
  readonly effects: Float32Array;
  /** Of several shuffles. */
  readonly spread?: EffectSpread | undefined;
  /** Where it was asked for. */
  readonly background?: EffectBackground | undefined;
  /** Where they were asked for: the same elements and targets, by strand, member or model. */
  readonly readings?: readonly EffectReading[] | undefined;
}

/** One link of a map: element and target by their index. */
export interface EffectLink {
  readonly element: number;
  readonly target: number;
  /** Value as the sequence is. */
  readonly value: number;
  /** Change by knocking the element out: negative where the target loses activity. */
  readonly effect: number;
  /** bp from the middle of the element to the middle of the target, negative towards base 0. */
  readonly distance: number;
  /** As `EffectSpread` and `EffectBackground` have it. */
  readonly spread?: { readonly low: number; readonly high: number } | undefined;
  readonly background?: BackgroundComparison | undefined;
  /** Of the map's readings, in their order. */
  readonly readings?: readonly LinkReading[] | undefined;
}

/** What one of a map's readings says of a link. */
export interface LinkReading extends ReadEffect {
  readonly value: number;
}

/** How a change compares with random changes of its kind near it; NaN, or null, without any. */
export interface BackgroundComparison {
  /** Mean and standard deviation of theirs. */
  readonly mean: number;
  readonly deviation: number;
  /**
   * Percent of them with a smaller effect, either way, or with a higher log-likelihood ratio; ties count half.
   * NaN of an effect that `isNoise`.
   */
  readonly percentile: number;
}

/** The effect from which on a pair counts as a link, where nobody says otherwise. */
export function defaultThreshold({ track, values }: EffectMap): number {
  const share = 0.1;
  if (track.unit === 'probability') return share;
  const largest = values.reduce((most, value) => (value > most ? value : most), 0);
  return share * largest;
}

/** The links of a map whose effect is at least `threshold` either way, the largest first. */
export function linksOf(map: EffectMap, threshold: number): EffectLink[] {
  const links: EffectLink[] = [];
  for (const [element, { start, end }] of map.elements.entries()) {
    for (const [target, place] of map.targets.entries()) {
      const pair = element * map.targets.length + target;
      const effect = map.effects[pair]!;
      if (!(Math.abs(effect) >= threshold)) continue;
      const distance = Math.round((place.start + place.end - start - end) / 2);
      const value = map.values[target]!;
      links.push({ element, target, value, effect, distance, ...besideEffect(map, pair) });
    }
  }
  return links.sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}

type EffectsBeside = Pick<EffectMap, 'spread' | 'background' | 'readings' | 'targets'>;

/** What else is known of a pair, by its place in `effects`. */
export function besideEffect(
  { spread, background, readings, targets }: EffectsBeside,
  pair: number,
): Pick<EffectLink, 'spread' | 'background' | 'readings'> {
  return {
    ...(readings && {
      readings: readings.map(({ kind, id, label, values, effects }) => {
        const value = defined(values[pair % targets.length]);
        return { kind, id, label, value, effect: defined(effects[pair]) };
      }),
    }),
    ...(spread && {
      spread: { low: defined(spread.lows[pair]), high: defined(spread.highs[pair]) },
    }),
    ...(background && {
      background: {
        mean: defined(background.means[pair]),
        deviation: defined(background.deviations[pair]),
        percentile: defined(background.percentiles[pair]),
      },
    }),
  };
}

/** What a map rests on, in words; undefined of a map of a former version. */
export function mapBasisText({ basis, readings = [] }: EffectMap): string | undefined {
  const strandsApart = readings.some(({ kind }) => kind === 'strand');
  return basis && basisText(basis, { strandsApart });
}
