import type { PredictionCache } from '../cache/index.ts';
import {
  contigNamed,
  defined,
  type Estimate,
  type PredictRequest,
  type ProviderChoice,
  type SpillChoice,
} from '../contract/index.ts';
import { chooseReading, commonBin, type Reading } from '../model/index.ts';
import type { Genome } from '../formats/genome/index.ts';
import { parseRegion, tokenize } from '../sequence/index.ts';
import { estimatePass, type EstimateTools } from '../analysis/estimate/index.ts';
import { unlikeComposition } from '../analysis/predict/index.ts';
import { runKey } from '../analysis/run/index.ts';

/** What an estimate is made from in a project. */
interface ReadingTools extends EstimateTools {
  readonly genome: Genome;
  readonly cache: PredictionCache;
  readonly signal?: AbortSignal | undefined;
}

/** What a prediction will read and take. Speed is taken from runs made before with that model. */
export async function estimatePrediction(
  request: PredictRequest,
  tools: ReadingTools,
): Promise<Estimate> {
  const { genome } = tools;
  const { manifest } = tools.model.model;
  const region = parseRegion(request.region, genome.contigs);
  const contig = defined(contigNamed(genome.contigs, region.contig));
  const reading = chooseReading(region, contig, manifest, { flank: request.flank });
  const asked = { reading, provider: request.provider, spill: 'auto' } as const;
  return { region, interval: reading.interval, ...(await estimateReading(asked, tools)) };
}

/** What reading an interval takes, and whether it was read before. */
export async function estimateReading(
  asked: {
    readonly reading: Reading;
    readonly provider: ProviderChoice;
    readonly spill: SpillChoice;
  },
  tools: ReadingTools,
): Promise<Omit<Estimate, 'region' | 'interval'>> {
  const { provider, spill } = asked;
  const { interval, valued } = asked.reading;
  const { genome, cache, signal } = tools;
  const { model, identity } = tools.model;
  const bin = commonBin(model.manifest);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  const key = runKey({ tokens, modelHash: identity.hash, start: interval.start, bin, valued });
  const length = interval.end - interval.start;
  return {
    cached: cache.listRuns().some((run) => run.key === key),
    ...estimatePass({ length, provider, spill }, tools),
    unlike: unlikeComposition(model.manifest, interval, tokens),
  };
}
