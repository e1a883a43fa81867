import {
  providers,
  type Estimate,
  type ProviderChoice,
  type RunInfo,
  type SpillChoice,
} from '../../contract/index.ts';
import type { RunCache } from '../../cache/index.ts';
import { foreseeMemory, foreseePerturbations } from '../../engine/index.ts';
import { allotment } from '../../home/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { namedProvider } from '../run/index.ts';
import { fitRuns } from './fit-runs.ts';

/** What an estimate is made from. */
export interface EstimateContext {
  readonly model: LoadedModel;
  /** Absent: nothing is known of runs made before; without `findEdits` nothing of changed sequences. */
  readonly cache?:
    ({ listRuns(): readonly RunInfo[] } & Partial<Pick<RunCache, 'findEdits'>>) | undefined;
  /** Most memory, bytes, as a person has chosen. */
  readonly memory?: number | undefined;
}

/** A pass that is wanted. */
export interface EstimatedPass {
  /** bp that are read as one. */
  readonly length: number;
  readonly provider: ProviderChoice;
  readonly spill: SpillChoice;
  /** Whether changes of it are computed, too; only the pass where absent. */
  readonly isChanged?: boolean | undefined;
}

/** The same with the runs looked up once, and only those that count: for very many estimates. */
export function lookUpRuns(tools: EstimateContext, provider: ProviderChoice): EstimateContext {
  const runs = runsAlike(tools.cache?.listRuns() ?? [], tools.model, provider);
  return { ...tools, cache: { listRuns: () => runs } };
}

/**
 * What a pass takes: its memory from the model's description, its speed from runs made before with that
 * model; `seconds` is absent where there were none.
 */
export function estimatePass(
  { length, provider: wanted, spill, isChanged = false }: EstimatedPass,
  { model, cache, memory }: EstimateContext,
): Pick<Estimate, 'memoryBytes' | 'freeMemoryBytes' | 'spilledBytes' | 'seconds'> {
  const alike = runsAlike(cache?.listRuns() ?? [], model, wanted);
  const earlierPeaks = alike.map(({ peakBytes }) => peakBytes);
  return {
    ...(isChanged ? foreseePerturbations : foreseeMemory)(model.model, {
      length,
      spill,
      memory,
      earlierPeaks,
    }),
    freeMemoryBytes: allotment().memory.amount,
    seconds: learnedSeconds(alike, length),
  };
}

/** Seconds that reading so many bp takes, from runs made before; undefined where there were none. */
export function secondsToRead(
  length: number,
  provider: ProviderChoice,
  { model, cache }: EstimateContext,
): number | undefined {
  return learnedSeconds(runsAlike(cache?.listRuns() ?? [], model, provider), length);
}

function learnedSeconds(alike: readonly RunInfo[], length: number): number | undefined {
  const known = foldRuns(alike);
  if (known.length === 0) return undefined;
  const { start, perBase } = fitRuns(
    known.map(({ interval, seconds }) => [bpOf(interval), seconds]),
  );
  return start + perBase * length;
}

/** Runs that are looked at: the newest, and the longest, which tell most of the speed. */
const [newest, longest] = [16, 8];

function foldRuns(runs: readonly RunInfo[]): readonly RunInfo[] {
  if (runs.length <= newest + longest) return runs;
  const byDate = runs.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, newest);
  const byLength = runs.toSorted((a, b) => bpOf(b.interval) - bpOf(a.interval)).slice(0, longest);
  return [...new Set([...byDate, ...byLength])];
}

/**
 * Runs of a model on the provider that is wanted. Those of several providers in turn, as where a GPU failed on the
 * way, tell the speed of neither: only their whole was timed.
 */
export function runsAlike(
  runs: readonly RunInfo[],
  { identity }: LoadedModel,
  wanted: ProviderChoice,
): readonly RunInfo[] {
  const ofModel = runs.filter(
    ({ model, provider }) => model.hash === identity.hash && isProvider(provider),
  );
  const named = namedProvider(wanted);
  return named === undefined
    ? fastest(ofModel)
    : ofModel.filter(({ provider }) => provider === named);
}

/** The runs of the provider that reads the longest of them in the shortest time: `auto` takes that one. */
function fastest(runs: readonly RunInfo[]): readonly RunInfo[] {
  const longest = runs.reduce((most, { interval }) => Math.max(most, bpOf(interval)), 0);
  const groups = Map.groupBy(runs, ({ provider }) => provider).values();
  const timed = [...groups].map((own) => ({ own, seconds: learnedSeconds(own, longest) ?? 0 }));
  return timed.sort((a, b) => a.seconds - b.seconds)[0]?.own ?? [];
}

function isProvider(computedBy: string): boolean {
  return providers.some((provider) => provider === computedBy);
}

function bpOf({ start, end }: RunInfo['interval']): number {
  return end - start;
}
