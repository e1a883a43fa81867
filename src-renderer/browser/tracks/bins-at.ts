import type { PredictionBin } from '../../../src-main/drawing/index.ts';

/** The bins under a position, one a layer at most. */
export function binsAt(
  features: readonly unknown[] | undefined,
  position: number,
): PredictionBin[] {
  return ((features ?? []) as readonly PredictionBin[]).filter(
    ({ start, end }) => start <= position && position < end,
  );
}
