import type { ProviderChoice } from '../../contract/index.ts';
import type { measureDependencies } from '../dependencies/index.ts';
import type { EstimateContext } from '../estimate/index.ts';
import type { CutRun, PlannedPiece } from './cut-run.ts';
import { planMutagenesis } from './plan-mutagenesis.ts';

/** Bytes of a pair: in memory, in the cache, and in a table as text. */
const pairBytes = { memory: 4, cache: 4, output: 12 };

/** What a dependency map takes, which is not cut: its sequences are those of a mutagenesis of a track. */
export function planDependencies(
  { count, reading, sequences }: Awaited<ReturnType<typeof measureDependencies>>,
  settings: { readonly provider: ProviderChoice; readonly tolerance: number },
  environment: EstimateContext,
): CutRun {
  const interval = reading.interval.end - reading.interval.start;
  const size = { count, interval, reading, sequences };
  const run = planMutagenesis(size, settings, environment);
  const pairs = count * count;
  return {
    ...run,
    most: 1,
    cut: (pieces) =>
      run.cut(pieces).map((piece): PlannedPiece => {
        const { memoryBytes, diskBytes, outputBytes } = piece;
        return {
          ...piece,
          memoryBytes: memoryBytes + pairBytes.memory * pairs,
          outputBytes: pairBytes.output * pairs,
          diskBytes: diskBytes - 2 * outputBytes + (pairBytes.output + pairBytes.cache) * pairs,
        };
      }),
  };
}
