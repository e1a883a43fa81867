import type { ProviderChoice } from '../../contract/index.ts';
import { changeCost, type EstimateContext } from '../estimate/index.ts';
import { substituted, type MutagenesisSize } from '../mutagenesis/index.ts';
import type { CutRun } from './cut-run.ts';
import { planRows } from './plan-rows.ts';

/** Bytes of a base's row, in the output and once more in the cache, about. */
const rowBytes = 150;

/** How a mutagenesis can be cut, and what its pieces take: each reads the whole interval. */
export function planMutagenesis(
  { count, interval, sequences }: MutagenesisSize,
  provider: ProviderChoice,
  environment: EstimateContext,
): CutRun {
  const each = sequences * Math.min(changeCost.bases, interval);
  const shared = changeCost.passes * interval;
  const work = { count, of: substituted, shared, each, longest: interval, bytesEach: rowBytes };
  return planRows(work, provider, environment);
}
