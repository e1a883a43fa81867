import type { TrackValues } from '../../../src-main/contract/index.ts';
import type { LoadedModel } from '../../../src-main/library/index.ts';
import {
  activityAuroc,
  aurocByDistance,
  type ActivityAuroc,
  type DistanceRow,
  type ScoredPromoter,
} from './activity-auroc.ts';
import type { BenchGenome } from './genomes.ts';
import { readInPieces, type ReadOptions } from './read-in-pieces.ts';
import { sightOf, type Sight } from './sight.ts';

/** What a model says of all genomes where so much of them is read as one. */
export interface LengthRow extends ActivityAuroc, Sight {
  readonly model: string;
  /** bp read as one. */
  readonly length: number;
  readonly byDistance: readonly DistanceRow[];
  /** bp read in all. */
  readonly bases: number;
  readonly seconds: number;
  /** Peak memory of a compute process that reads so much as one. */
  readonly peakBytes: number;
}

export async function measureLength(
  model: LoadedModel,
  genomes: readonly BenchGenome[],
  length: number,
  options: ReadOptions,
): Promise<LengthRow> {
  const scored: ScoredPromoter[] = [];
  let [bases, seconds, peakBytes] = [0, 0, 0];
  for (const { tokens, promoters } of genomes) {
    const reading = await readInPieces(model, tokens, length, options);
    scored.push(
      ...promoters.map((one) => ({ ...one, score: scoreAt(reading.activity, one.position) })),
    );
    bases += tokens.length;
    seconds += reading.seconds;
    peakBytes = Math.max(peakBytes, reading.peakBytes);
  }
  return {
    model: model.identity.name,
    length,
    ...activityAuroc(scored),
    ...sightOf(scored, length),
    byDistance: aurocByDistance(scored),
    ...{ bases, seconds, peakBytes },
  };
}

function scoreAt({ info, start, values }: TrackValues, position: number): number {
  const score = values[Math.floor((position - start) / info.bin)] ?? NaN;
  if (Number.isNaN(score)) throw new Error(`nothing was predicted at base ${position}`);
  return score;
}
