import { defined } from '../../contract/index.ts';

/**
 * Packs items into `count` pieces of much the same cost: the largest first, each to the piece that has
 * least (Graham 1969: no piece above 4/3 of the best). The same for the same costs, wherever it is
 * computed. Gives the items of each piece, by their numbers, ascending; pieces in order of their first
 * item. None is empty where there are as many items as pieces.
 */
export function pack(costs: readonly number[], count: number): number[][] {
  const pieces = Array.from({ length: count }, (_, place): Piece => {
    return { cost: 0, items: [], place };
  });
  const order = [...costs.entries()].sort(([i, a], [j, b]) => b - a || i - j);
  for (const [item, cost] of order) {
    const least = defined(pieces[0]);
    least.cost += cost;
    least.items.push(item);
    sink(pieces);
  }
  return pieces
    .map(({ items }) => items.sort((a, b) => a - b))
    .sort((a, b) => (a[0] ?? Infinity) - (b[0] ?? Infinity));
}

interface Piece {
  readonly place: number;
  readonly items: number[];
  cost: number;
}

/** Puts the first of a heap, which has come to cost more, where it belongs. */
function sink(heap: Piece[]): void {
  const own = defined(heap[0]);
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const [first, second] = [heap[left], heap[left + 1]];
    if (first === undefined) break;
    const isSecond = second !== undefined && comesFirst(second, first);
    const child = isSecond ? second : first;
    if (!comesFirst(child, own)) break;
    heap[at] = child;
    at = isSecond ? left + 1 : left;
  }
  heap[at] = own;
}

/** An empty piece comes first, or items that cost nothing would leave some empty. */
function comesFirst(a: Piece, b: Piece): boolean {
  if (a.cost !== b.cost) return a.cost < b.cost;
  if (a.items.length !== b.items.length) return a.items.length < b.items.length;
  return a.place < b.place;
}
