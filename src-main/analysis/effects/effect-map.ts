import {
  defined,
  type EffectElement,
  type EffectMap,
  type EffectTarget,
  type KnockOut,
  type Region,
  type RunLikelihood,
  type Span,
  type TrackInfo,
} from '../../contract/index.ts';
import type { BinPieces } from '../../engine/index.ts';

import { perturbInterval, type PerturbationSettings } from '../perturbations/index.ts';
import { headTracks, modelBasis, valuedSpan, type Manifest } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { likelihoodOfWindows } from '../run/index.ts';

import { compareWithPlaces, type PlaceEffects } from './background-effects.ts';
import { BackgroundPlaces } from './background-places.ts';
import { BinValues } from './bin-values.ts';
import type { ChooseTargets } from './find-targets.ts';
import { knockOutTasks } from './knock-out.ts';

export interface KnockOuts {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** Inside the interval. */
  readonly elements: readonly EffectElement[];
  readonly chooseTargets: ChooseTargets;
  /** The readout track. */
  readonly track: TrackInfo;
  readonly knockOut: KnockOut;
  /** Random places to hold each element against; none where absent. */
  readonly background?: BackgroundSpec | undefined;
}

export interface BackgroundSpec {
  /** Places for each element. */
  readonly places: number;
  /** All elements of the run, of which these may be a piece: the places go by them. */
  readonly beside: readonly EffectElement[];
}

/** Knocks out each element and takes the change at every target. Errors: those of the pass. */
export async function computeEffects(
  wanted: KnockOuts,
  settings: PerturbationSettings,
  context: AnalysisContext,
): Promise<EffectMap> {
  const { interval, tokens, valued, elements, track, knockOut } = wanted;
  const spanOf = ({ start, end }: Span) => {
    return { start: start - interval.start, end: end - interval.start };
  };
  const drawn = placesFor(wanted, spanOf);
  const tasks = [...elements.map(spanOf), ...drawn.flat()].flatMap((span) =>
    knockOutTasks(tokens, span, knockOut),
  );
  let readout: Readout | undefined;
  // Of each task the effects alone: its bins, of hundreds of places beside each element, would fill the memory.
  const found: Float64Array[] = [];
  const sequence = { start: interval.start, tokens, valued, whole: true };
  const reference = await perturbInterval(sequence, tasks, settings, context, (result, part) => {
    readout ??= readTargets(wanted, defined(part.bins), context);
    found[result.task] = effectsOn(readout, result.bins);
  });

  const { targets, values } = readout ?? readTargets(wanted, defined(reference.bins), context);
  const repeats = knockOut.kind === 'shuffle' ? knockOut.times : 1;
  /** Effects of a change on a target, one a shuffle. */
  const effectsOf = (change: number, target: number) =>
    Array.from({ length: repeats }, (_, i) => defined(found[change * repeats + i])[target]!);
  const columns = () => new Float32Array(elements.length * targets.length);
  const effects = columns();
  const spread = repeats > 1 ? { lows: columns(), highs: columns() } : undefined;
  for (let pair = 0; pair < effects.length; pair++) {
    const shuffles = effectsOf(Math.floor(pair / targets.length), pair % targets.length);
    effects[pair] = meanOf(shuffles);
    if (!spread) continue;
    spread.lows[pair] = Math.min(...shuffles);
    spread.highs[pair] = Math.max(...shuffles);
  }
  let change = elements.length;
  const beside = drawn.map((places) =>
    places.map(({ start, end }): PlaceEffects => {
      const means = Float64Array.from(targets, (_, target) => meanOf(effectsOf(change, target)));
      change++;
      return { start: start + interval.start, end: end + interval.start, effects: means };
    }),
  );
  const { background } = wanted;
  const { model, identity } = context.model;
  const { tolerance } = settings;
  const likelihood = likelihoodOf(reference.likelihoods, valued, model.manifest);
  return {
    ...{ model: identity, basis: modelBasis(model), interval, track, knockOut, tolerance },
    ...(likelihood && { likelihood }),
    ...{ elements, targets, values, effects },
    ...(spread && { spread }),
    ...(background && {
      background: {
        places: background.places,
        ...compareWithPlaces({ effects, targets, track }, beside),
      },
    }),
  };
}

/** Where windows begin is told from the interval's start. */
function likelihoodOf(
  means: Float32Array | undefined,
  valued: readonly Span[] | undefined,
  manifest: Manifest,
): RunLikelihood | undefined {
  const told = means && likelihoodOfWindows(means, manifest);
  const start = valuedSpan(valued)?.start ?? 0;
  return told && { ...told, lowAt: told.lowAt.map((at) => at + start) };
}

/** What effects are read from. */
interface Readout {
  readonly bins: BinValues;
  readonly targets: readonly EffectTarget[];
  /** Of the unchanged sequence, a target each. */
  readonly values: Float32Array;
}

function readTargets(
  { track, chooseTargets }: KnockOuts,
  reference: BinPieces,
  { model: { model } }: AnalysisContext,
): Readout {
  const binsOf = ({ id, bin }: TrackInfo) => {
    const index = headTracks(model.manifest).findIndex((one) => one.id === id);
    return new BinValues(reference, index, bin);
  };
  const bins = binsOf(track);
  const targets = chooseTargets(binsOf);
  return { bins, targets, values: Float32Array.from(targets, (target) => bins.max(target)) };
}

function effectsOn(
  { bins, targets, values }: Readout,
  changed: BinPieces | undefined,
): Float64Array {
  return Float64Array.from(targets, (target, t) => bins.max(target, changed) - values[t]!);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Random places of each element, of none where no background is asked for. */
function placesFor(
  { interval, tokens, valued, elements, background }: KnockOuts,
  spanOf: (span: Span) => Span,
): Span[][] {
  if (background === undefined) return [];
  const within = valuedSpan(valued) ?? { start: 0, end: tokens.length };
  const source = { tokens, within, start: interval.start };
  const places = new BackgroundPlaces(source, background.beside.map(spanOf));
  return elements.map((element) => places.near(spanOf(element), background.places));
}
