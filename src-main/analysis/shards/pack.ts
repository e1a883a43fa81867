import { defined } from '../../contract/index.ts';

/**
 * Packs items into `count` pieces of much the same cost: the largest first, each to the piece that has
 * least (Graham 1969: no piece above 4/3 of the best). The same for the same costs, wherever it is
 * computed. Gives the items of each piece, by their numbers, ascending; pieces in order of their first
 * item. None is empty where there are as many items as pieces.
 */
export function pack(costs: readonly number[], count: number): number[][] {
  const pieces = Array.from({ length: count }, () => ({ cost: 0, items: [] as number[] }));
  const order = [...costs.entries()].sort(([i, a], [j, b]) => b - a || i - j);
  for (const [item, cost] of order) {
    let least = defined(pieces[0]);
    // An empty piece comes first, or items that cost nothing would leave some empty.
    for (const piece of pieces) {
      const isLess =
        piece.cost < least.cost ||
        (piece.cost === least.cost && piece.items.length < least.items.length);
      if (isLess) least = piece;
    }
    least.cost += cost;
    least.items.push(item);
  }
  return pieces
    .map(({ items }) => items.sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? Infinity) - (b[0] ?? Infinity));
}
