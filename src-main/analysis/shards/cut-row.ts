import type { Span } from '../../contract/index.ts';

/**
 * Cuts a row of items into `count` pieces, each of neighbours, so that the dearest piece is as cheap as
 * can be. The same for the same costs, wherever it is computed. None is empty where there are as many
 * items as pieces. Gives where each begins and ends.
 */
export function cutRow(costs: readonly number[], count: number): Span[] {
  let [low, high] = [0, 0];
  for (const cost of costs) {
    low = Math.max(low, cost);
    high += cost;
  }
  // 50 halvings: closer than a double tells apart from the best.
  for (let step = 0; step < 50 && low < high; step++) {
    const middle = (low + high) / 2;
    if (piecesWithin(costs, middle, count) === undefined) low = middle;
    else high = middle;
  }
  return piecesWithin(costs, high, count) ?? [{ start: 0, end: costs.length }];
}

/** Pieces of at most `most` each, exactly `count` of them; undefined where they are too few. */
function piecesWithin(costs: readonly number[], most: number, count: number): Span[] | undefined {
  const pieces: Span[] = [];
  let start = 0;
  let cost = 0;
  for (let item = 0; item < costs.length; item++) {
    const own = costs[item] ?? 0;
    // Adding up in another order may be off in the last digit.
    const isFull = cost + own > most * (1 + 1e-12);
    const left = costs.length - item;
    const isNeeded = left <= count - pieces.length - 1;
    if (item > start && (isFull || isNeeded)) {
      pieces.push({ start, end: item });
      [start, cost] = [item, 0];
    }
    cost += own;
  }
  pieces.push({ start, end: costs.length });
  if (pieces.length > count) return undefined;
  while (pieces.length < count) pieces.push({ start: costs.length, end: costs.length });
  return pieces;
}
