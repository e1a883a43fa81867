import type { PredictionCache } from '../../cache/index.ts';
import {
  contigNamed,
  defined,
  type Estimate,
  type PredictRequest,
  type ProviderChoice,
  type SpillChoice,
} from '../../contract/index.ts';
import { chooseReading, commonBin, type Reading } from '../../model/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { parseRegion, tokenize } from '../../sequence/index.ts';
import { contextWindow, expectReset } from '../../analysis/context/index.ts';
import { estimatePass, type EstimateContext } from '../../analysis/estimate/index.ts';
import { unlikeComposition } from '../../analysis/predict/index.ts';
import { answeringKeys, runKey } from '../../analysis/run/index.ts';

/** What an estimate is made from in a project. */
interface ReadingContext extends EstimateContext {
  readonly genome: Genome;
  readonly cache: PredictionCache;
  readonly signal?: AbortSignal | undefined;
}

/** What a prediction will read and take. Speed is taken from runs made before with that model. */
export async function estimatePrediction(
  request: PredictRequest,
  tools: ReadingContext,
): Promise<Estimate> {
  const { genome } = tools;
  const { manifest } = tools.model.model;
  const region = parseRegion(request.region, genome.contigs);
  const contig = defined(contigNamed(genome.contigs, region.contig));
  const reading = chooseReading(region, contig, manifest, { flank: request.flank });
  const window = request.window && contextWindow(manifest, request.window);
  if (window) expectReset(reading.interval, window);
  const asked = { reading, provider: request.provider, spill: 'auto', window } as const;
  const estimate = await estimateReading(asked, tools);
  // One pass with all of it in state, and one that is reset.
  const seconds = estimate.seconds && (window ? 2 : 1) * estimate.seconds;
  return { region, interval: reading.interval, ...estimate, seconds };
}

/** What reading an interval takes, and whether it was read before. */
export async function estimateReading(
  asked: {
    readonly reading: Reading;
    readonly provider: ProviderChoice;
    readonly spill: SpillChoice;
    /** Of a context effect. */
    readonly window?: number | undefined;
  },
  tools: ReadingContext,
): Promise<Omit<Estimate, 'region' | 'interval'>> {
  const { provider, spill, window } = asked;
  const { interval, valued } = asked.reading;
  const { genome, cache, signal } = tools;
  const { model, identity } = tools.model;
  const bin = commonBin(model.manifest);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  const derived = window ? { window } : undefined;
  const whole = { tokens, modelHash: identity.hash, start: interval.start, bin, valued };
  const keys = answeringKeys(runKey({ ...whole, derived }), provider);
  const length = interval.end - interval.start;
  return {
    cached: cache.listRuns().some((run) => keys.includes(run.key)),
    ...estimatePass({ length, provider, spill }, tools),
    unlike: unlikeComposition(model.manifest, interval, tokens),
  };
}
