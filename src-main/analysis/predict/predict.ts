import {
  formatRegion,
  MegabaseError,
  unfamiliarText,
  type Prediction,
  type Region,
} from '../../contract/index.ts';
import { chooseTracks } from '../../model/index.ts';
import type { AnalysisContext, ComputeSettings, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import {
  answeredBy,
  computeRun,
  cutKept,
  keepAndCut,
  readInterval,
  runKey,
  type FinalTracks,
  type IntervalChoice,
  type RawSink,
} from '../run/index.ts';
import { unlikeCalls, unlikeComposition } from './unlike-training.ts';

/** A prediction that is wanted. Of the settings only flank, interval and tracks change what comes. */
export interface PredictSpec extends ComputeSettings, IntervalChoice {
  readonly region: Region;
  /** Track ids; the head's tracks where absent. */
  readonly tracks?: readonly string[] | undefined;
  /**
   * Takes the region's logits and hidden states as they come; the pass then always runs, for they
   * are too many to store.
   */
  readonly raw?: RawSink | undefined;
}

/**
 * Predicts one region: from the cache where the same interval was read before by the same model,
 * otherwise by one exact pass over the interval, which is then stored. Parts are what of all the
 * model's tracks is final while a pass runs.
 *
 * Errors: those of the readers and of the pass; `track-unknown`; `cache-missing` where nothing may be
 * computed.
 */
export function predict(
  environment: Environment,
  spec: PredictSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Prediction, FinalTracks>> {
  return runAnalysis(signal, (running) => predictRegion(spec, { ...environment, ...running }));
}

/** The prediction, with a note where the sequence is unlike what the model was trained on. */
async function predictRegion(
  spec: PredictSpec,
  context: AnalysisContext<FinalTracks>,
): Promise<Prediction> {
  const { manifest } = context.model.model;
  const prediction = await findPrediction(spec, context);
  for (const unlike of [unlikeCalls(manifest, prediction), unfamiliarText(prediction.run)]) {
    if (unlike !== undefined) context.emit(textNote(unlike));
  }
  return prediction;
}

async function findPrediction(
  spec: PredictSpec,
  given: AnalysisContext<FinalTracks>,
): Promise<Prediction> {
  const context = answeredBy(given, spec.provider);
  const { region, raw, tracks: names, flank, half, interval: whole, only, ...rest } = spec;
  const { model, cache, emit } = context;
  const tracks = chooseTracks(model.model.manifest, names).map(({ id }) => id);
  const read = await readInterval(region, { flank, half, interval: whole, only }, context);
  const { interval } = read;
  const wanted = { key: runKey({ ...read, start: interval.start }), interval, region, tracks };

  const stored = raw ? undefined : cache?.findRun(wanted.key);
  const fromCache = stored !== undefined;
  emit({ kind: 'note', note: { kind: 'context', region, interval, fromCache } });
  const unlike = unlikeComposition(model.model.manifest, interval, read.tokens);
  if (unlike !== undefined) emit(textNote(unlike));
  if (cache && stored) return cutKept(cache, stored, wanted);
  if (context.cachedOnly) {
    const what = `The prediction of ${formatRegion(interval)}`;
    throw new MegabaseError('cache-missing', `${what} is no longer in the cache.`);
  }

  const computed = await computeRun({ ...wanted, ...read }, rest, context, raw);
  return keepAndCut(cache, computed, wanted, (note) => emit(textNote(note)));
}
