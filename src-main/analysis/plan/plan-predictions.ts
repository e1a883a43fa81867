import type { Region } from '../../contract/index.ts';
import { chooseTracks } from '../../model/index.ts';
import type { ComputeSettings, Environment } from '../environment/index.ts';
import {
  estimatePass,
  lookUpRuns,
  processorTime,
  programBytes,
  startSeconds,
} from '../estimate/index.ts';
import { cutPredictions, type PredictionCut } from '../predict/index.ts';
import type { CutRun, PlannedPiece } from './cut-run.ts';
import { regionDescriber } from './describe-regions.ts';

/** Bytes of a value in the cache with its zoom levels, and of its line in a text file, about. */
const valueBytes = { cache: 6, output: 32 };

/** How the prediction of regions can be cut, and what its pieces take. Errors: those of `chooseReading`. */
export function planPredictions(
  regions: readonly Region[],
  options: PredictionCut & ComputeSettings,
  environment: Pick<Environment, 'genome' | 'model' | 'cache'>,
): CutRun {
  const { genome, model } = environment;
  const { provider, memory, spill = 'auto' } = options;
  const tools = lookUpRuns({ model, cache: environment.cache, memory }, provider);
  const { perBase, from } = processorTime(tools, provider);
  const tracks = chooseTracks(model.model.manifest, options.tracks);
  const valuesPerBase = tracks.reduce((sum, { bin }) => sum + 1 / bin, 0);
  const describe = regionDescriber(genome.contigs);
  const { most, cut } = cutPredictions(regions, options, environment);
  return {
    ...{ most, from, notes: [], of: 'regions that are read apart' },
    cut: (count) =>
      cut(count).map(({ regions: own, intervals }): PlannedPiece => {
        const bases = basesOf(intervals);
        const longest = intervals.reduce(
          (length, { start, end }) => Math.max(length, end - start),
          0,
        );
        const pass = estimatePass({ length: longest, provider, spill }, tools);
        const values = valuesPerBase * basesOf(own);
        return {
          // Only of the cut that is chosen.
          get holds() {
            return describe(own);
          },
          items: own.length,
          bases,
          processorSeconds: startSeconds + perBase * bases,
          // All values of a piece are held until they are written.
          memoryBytes: programBytes + pass.memoryBytes + 4 * values,
          outputBytes: valueBytes.output * values,
          diskBytes: pass.spilledBytes + (valueBytes.cache + valueBytes.output) * values,
        };
      }),
  };
}

function basesOf(regions: readonly Region[]): number {
  return regions.reduce((sum, { start, end }) => sum + end - start, 0);
}
