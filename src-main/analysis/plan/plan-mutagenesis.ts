import type { ProviderChoice } from '../../contract/index.ts';
import { changeTime, type EstimateContext } from '../estimate/index.ts';
import { substituted, type MutagenesisSize } from '../mutagenesis/index.ts';
import type { CutRun } from './cut-run.ts';
import { planRows } from './plan-rows.ts';

/** Bytes of a base's row, in the output and once more in the cache, about. */
const rowBytes = 150;

/** How a mutagenesis can be cut, and what its pieces take: each reads the whole interval. */
export function planMutagenesis(
  { count, interval, sequences }: MutagenesisSize,
  settings: { readonly provider: ProviderChoice; readonly tolerance: number },
  environment: EstimateContext,
): CutRun {
  const { perBase, perRead, perChange, from } = changeTime(environment, settings);
  const each = sequences * Math.min(perChange / perBase, interval);
  const shared = (perRead / perBase) * interval;
  const sizes = { longest: interval, bytesEach: rowBytes, isChanged: true };
  const work = { count, of: substituted, shared, each, ...sizes };
  return { ...planRows(work, settings.provider, environment), from };
}
