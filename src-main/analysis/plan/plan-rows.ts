import type { ProviderChoice } from '../../contract/index.ts';
import {
  estimatePass,
  lookUpRuns,
  processorTime,
  programBytes,
  startSeconds,
  type EstimateContext,
} from '../estimate/index.ts';
import { cutRow } from '../shards/index.ts';
import type { CutRun, PlannedPiece } from './cut-run.ts';

/** Work that is a row of items of much the same cost. */
export interface RowWork {
  /** Items; undefined where only the run itself finds them. */
  readonly count: number | undefined;
  /** What an item is, in the plural: `elements`. */
  readonly of: string;
  /** bp that each piece reads besides its items. */
  readonly shared: number;
  /** bp that an item takes. */
  readonly each: number;
  /** bp that are read as one at the most. */
  readonly longest: number;
  readonly bytesEach: number;
  /** Whether items are changes of what is read. */
  readonly isChanged?: boolean | undefined;
  readonly notes?: readonly string[];
}

/** Items that are reckoned with where nobody knows how many there are. */
const unknownCount = 1_000;

/** How a row of items can be cut, and what its pieces take. */
export function planRows(
  work: RowWork,
  provider: ProviderChoice,
  environment: EstimateContext,
): CutRun {
  const { count: items = unknownCount, of, shared, each, longest, bytesEach, notes = [] } = work;
  const { isChanged = false } = work;
  const tools = lookUpRuns(environment, provider);
  const { perBase, from } = processorTime(tools, provider);
  const pass = estimatePass(
    { length: longest, provider, spill: isChanged ? 'auto' : 'never', isChanged },
    tools,
  );
  const costs = Array.from({ length: items }, () => 1);
  const isKnown = work.count !== undefined;
  return {
    ...{ most: items, of, from, notes },
    cut: (count) =>
      cutRow(costs, count).map(({ start, end }, i): PlannedPiece => {
        const bases = shared + each * (end - start);
        const names = [start + 1, end, items].map((one) => one.toLocaleString('en-US'));
        return {
          holds: isKnown
            ? `${of} ${names[0]} to ${names[1]} of ${names[2]}`
            : `${of}, share ${i + 1} of ${count}`,
          items: isKnown ? end - start : undefined,
          bases,
          processorSeconds: startSeconds + perBase * bases,
          memoryBytes: programBytes + pass.memoryBytes,
          outputBytes: bytesEach * (end - start),
          diskBytes: pass.spilledBytes + 2 * bytesEach * (end - start),
        };
      }),
  };
}

/** bp that a knock-out takes in any case. */
const least = 1_000;

/**
 * bp that the knock-out of an element takes: much is computed anew, since what lay beyond the element is
 * read without it. Measured on the tutorial's contigs of 200 kbp and a megabase: 1/20 to 1/25 of a pass's
 * processor time.
 */
export function knockOutBases(interval: number): number {
  return Math.max(least, interval / 20);
}
