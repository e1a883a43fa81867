import type { PredictionCache } from '../cache/index.ts';
import {
  defined,
  type Estimate,
  type PredictRequest,
  type ProviderChoice,
  type RunInfo,
  type SpillChoice,
} from '../contract/index.ts';
import { foreseeMemory } from '../engine/index.ts';
import { chooseReading, commonBin, type Reading } from '../model/index.ts';
import type { Genome } from '../formats/genome/index.ts';
import { parseRegion, tokenize } from '../sequence/index.ts';
import type { LoadedModel } from '../library/index.ts';
import { unlikeComposition } from '../analysis/predict/index.ts';
import { runKey } from '../analysis/run/index.ts';

/** What an estimate is made from. */
interface EstimateTools {
  readonly model: LoadedModel;
  readonly genome: Genome;
  readonly cache: PredictionCache;
  /** Most memory, bytes, as a person has chosen. */
  readonly memory: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a prediction will read and take. Speed is taken from runs made before with that model. */
export async function estimatePrediction(
  request: PredictRequest,
  tools: EstimateTools,
): Promise<Estimate> {
  const { genome } = tools;
  const { manifest } = tools.model.model;
  const region = parseRegion(request.region, genome.contigs);
  const contig = defined(genome.contigs.find(({ name }) => name === region.contig));
  const reading = chooseReading(region, contig, manifest, { flank: request.flank });
  const pass = await estimatePass({ reading, provider: request.provider, spill: 'auto' }, tools);
  return { region, interval: reading.interval, ...pass };
}

/** What reading an interval takes, and whether it was read before. */
export async function estimatePass(
  asked: {
    readonly reading: Reading;
    readonly provider: ProviderChoice;
    readonly spill: SpillChoice;
  },
  tools: EstimateTools,
): Promise<Omit<Estimate, 'region' | 'interval'>> {
  const { provider: wanted, spill } = asked;
  const { interval, valued } = asked.reading;
  const {
    model: { model, identity },
    genome,
    cache,
    signal,
  } = tools;
  const length = interval.end - interval.start;
  const bin = commonBin(model.manifest);
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  const key = runKey({ tokens, modelHash: identity.hash, start: interval.start, bin, valued });
  const freeMemoryBytes = process.availableMemory();
  const runs = cache.listRuns();
  const ofModel = runs.filter(({ model }) => model.hash === identity.hash);
  const named = wanted.split(':')[0];
  const alike =
    wanted === 'auto' ? fastest(ofModel) : ofModel.filter(({ provider }) => provider === named);
  const speed = medianSpeed(alike);
  const earlierPeaks = alike.map(({ peakBytes }) => peakBytes);
  return {
    cached: runs.some((run) => run.key === key),
    ...foreseeMemory(model, { length, spill, memory: tools.memory, earlierPeaks }),
    freeMemoryBytes,
    unlike: unlikeComposition(model.manifest, interval, tokens),
    seconds: speed === undefined ? undefined : length / speed,
  };
}

/** The runs of the provider that was fastest: `auto` takes that one. */
function fastest(runs: readonly RunInfo[]): readonly RunInfo[] {
  const groups = [...Map.groupBy(runs, ({ provider }) => provider).values()];
  return groups.reduce<readonly RunInfo[]>(
    (best, own) => ((medianSpeed(own) ?? 0) > (medianSpeed(best) ?? 0) ? own : best),
    [],
  );
}

/** bp a second. */
function medianSpeed(runs: readonly RunInfo[]): number | undefined {
  const speeds = runs
    .map(({ interval, seconds }) => (interval.end - interval.start) / seconds)
    .sort((a, b) => a - b);
  return speeds[Math.floor(speeds.length / 2)];
}
