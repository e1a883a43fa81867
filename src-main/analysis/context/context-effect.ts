import {
  contextTrackInfo,
  formatRegion,
  MegabaseError,
  type PassProgress,
  type Prediction,
  type Region,
  type TrackInfo,
  type TrackValues,
  defined,
} from '../../contract/index.ts';
import { expectCarriedState, type Manifest, chooseTracks, modelTracks } from '../../model/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import { predict, type PredictSpec } from '../predict/index.ts';
import { answeredBy, computeRun, cutKept, keepAndCut, readInterval, runKey } from '../run/index.ts';

export interface ContextEffectSpec extends Omit<PredictSpec, 'raw'> {
  /** bp after which the state is reset; the model's training context where absent. */
  readonly window?: number | undefined;
}

/**
 * Where distal sequence matters: what is predicted with all of the interval in state, minus what is
 * predicted where the state is reset every so many bp. Stored as a run of its own, whose tracks have
 * the ids of those they are differences of.
 *
 * Errors: `usage` where nothing would be reset, or the model states no training context and none is
 * given; those of `predict`.
 */
export function contextEffect(
  environment: Environment,
  spec: ContextEffectSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Prediction>> {
  return runAnalysis(signal, (running) => findContextEffect(spec, { ...environment, ...running }));
}

async function findContextEffect(
  spec: ContextEffectSpec,
  given: AnalysisContext,
): Promise<Prediction> {
  const context = answeredBy(given, spec.provider);
  const { region, window: after, tracks: names, ...settings } = spec;
  const { model, cache, emit, signal } = context;
  const { manifest } = model.model;
  const tracks = contextTracks(manifest, names).map(({ id }) => id);
  const window = contextWindow(manifest, after);
  const read = await readInterval(region, spec, context);
  const { interval, tokens } = read;
  expectReset(interval, window);
  const key = runKey({ ...read, start: interval.start, derived: { window } });
  const wanted = { key, interval, region, tracks };

  const stored = cache?.findRun(key);
  const fromCache = stored !== undefined;
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache } });
  if (cache && stored) return cutKept(cache, stored, wanted);

  // The windows first: where one does not fit into the memory, that is known at once.
  const pass = { key, interval, region, tokens, window };
  const reset = await computeRun(pass, settings, {
    ...context,
    emit(event) {
      if (event.kind === 'note') emit(event);
      if (event.kind === 'progress')
        emit({ kind: 'progress', progress: firstHalf(event.progress) });
    },
  });
  const ids = modelTracks(manifest).map(({ id }) => id);
  const asked = { ...settings, region: interval, interval, tracks: ids };
  const whole = await innerResult(
    predict(context, asked, signal),
    (event) => {
      // The interval has been told already.
      if (event.kind !== 'note' || event.note.kind !== 'context') emit(event);
    },
    secondHalf,
  );
  const run = { ...reset.run, settings: { ...reset.run.settings, window } };
  const differences = reset.tracks.map((track, i) => difference(defined(whole.tracks[i]), track));
  return keepAndCut(cache, { run, tracks: differences }, wanted, (note) => emit(textNote(note)));
}

/** The tracks of a context effect. Error: `track-unknown`. */
export function contextTracks(manifest: Manifest, names?: readonly string[]): TrackInfo[] {
  return chooseTracks(manifest, names).map(contextTrackInfo);
}

/** bp after which the state is reset. Errors: `usage`; `model-tiled` where there is none to reset. */
export function contextWindow(manifest: Manifest, window?: number): number {
  expectCarriedState(manifest);
  const { name, trainingContext } = manifest;
  const chosen = window ?? trainingContext;
  if (chosen !== undefined) return chosen;
  throw new MegabaseError(
    'usage',
    `The training context of ${name} is unknown: give the number of bp after which its state is ` +
      `reset (--window).`,
  );
}

/** Error: `usage` where one window holds all that is read. */
export function expectReset(interval: Region, window: number): void {
  const length = interval.end - interval.start;
  if (length > window) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(interval)}, the context, has ${length.toLocaleString('en-US')} bp and fits ` +
      `into one window of ${window.toLocaleString('en-US')} bp: no state would be reset.`,
  );
}

function difference(whole: TrackValues, { info, start, values }: TrackValues): TrackValues {
  const differences = values.map((value, i) => whole.values[i]! - value);
  return { info: contextTrackInfo(info), start, values: differences };
}

/** What the second of two passes will take is not known while the first one runs. */
function firstHalf({ secondsLeft: _, fraction, ...progress }: PassProgress): PassProgress {
  return { ...progress, fraction: fraction / 2 };
}

function secondHalf(progress: PassProgress): PassProgress {
  return { ...progress, fraction: 0.5 + progress.fraction / 2 };
}
