import { describe, expect, it } from 'vitest';
import { chooseCount, type CutRun, type PlannedPiece } from '../../src-main/analysis/plan/index.ts';
import { cutRow, DisjointSets, pack } from '../../src-main/analysis/shards/index.ts';
import { Random } from '../support/random.ts';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const random = new Random(11);
const cases = Array.from({ length: 60 }, () => {
  const costs = Array.from({ length: 1 + random.below(30) }, () => random.below(100));
  return { costs, count: 1 + random.below(costs.length) };
});

describe('packing', () => {
  it('puts each item into one piece, in order, and leaves no piece empty', () => {
    for (const { costs, count } of cases) {
      const pieces = pack(costs, count);
      expect(pieces).toHaveLength(count);
      expect(pieces.every((items) => items.length > 0)).toBe(true);
      expect(pieces.flat().sort((a, b) => a - b)).toEqual([...costs.keys()]);
      for (const items of pieces) expect(items).toEqual(items.toSorted((a, b) => a - b));
    }
  });

  it('makes no piece dearer than the longest item and its share of the rest', () => {
    for (const { costs, count } of cases) {
      const dearest = Math.max(
        ...pack(costs, count).map((items) => sum(items.map((i) => costs[i]!))),
      );
      const least = Math.max(sum(costs) / count, ...costs);
      // Graham's bound is on the best packing, of which this is a bound from below.
      expect(dearest).toBeLessThanOrEqual(least * (2 - 1 / count) + 1e-9);
    }
  });

  it('gives the same pieces however often it is asked, with items of the same cost', () => {
    expect(pack([5, 5, 5, 5], 2)).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});

/** The dearest piece of the best cut, by trying all of them. */
function bestCut(costs: readonly number[], count: number): number {
  if (count === 1) return sum(costs);
  let best = Infinity;
  for (let first = 1; first <= costs.length - count + 1; first++) {
    const rest = bestCut(costs.slice(first), count - 1);
    best = Math.min(best, Math.max(sum(costs.slice(0, first)), rest));
  }
  return best;
}

/** As `pack`, but looks at all pieces for each item. */
function packSlowly(costs: readonly number[], count: number): number[][] {
  const pieces = Array.from({ length: count }, () => ({ cost: 0, items: [] as number[] }));
  for (const [item, cost] of [...costs.entries()].sort(([i, a], [j, b]) => b - a || i - j)) {
    const [least] = pieces.toSorted((a, b) => a.cost - b.cost || a.items.length - b.items.length);
    least!.cost += cost;
    least!.items.push(item);
  }
  const sorted = pieces.map(({ items }) => items.sort((a, b) => a - b));
  return sorted.sort((a, b) => a[0]! - b[0]!);
}

it('packing gives each item to the piece that has least, the first of several', () => {
  for (const { costs, count } of cases) {
    const rough = costs.map((cost) => Math.floor(cost / 20));
    expect(pack(costs, count)).toEqual(packSlowly(costs, count));
    expect(pack(rough, count)).toEqual(packSlowly(rough, count));
  }
});

describe('choosing how many pieces', () => {
  const runOf = (costs: readonly number[]) => {
    let cuts = 0;
    const cut = (count: number): PlannedPiece[] => {
      cuts++;
      return pack(costs, count).map((items) => ({
        ...{ bases: 0, memoryBytes: 0, diskBytes: 0, outputBytes: 0 },
        processorSeconds: sum(items.map((i) => costs[i]!)),
        get holds(): string {
          throw new Error('Nobody asked what is in it.');
        },
      }));
    };
    const run: CutRun = { most: costs.length, of: 'items', from: 'size', notes: [], cut };
    return { run, cuts: () => cuts };
  };

  it('takes the fewest of which none is too long, as many as there are where one item is', () => {
    for (const { costs } of cases) {
      const { run } = runOf(costs);
      const seconds = 1 + random.below(150);
      const count = chooseCount(run, seconds / 60, 1);
      const largest = (many: number) =>
        Math.max(...run.cut(many).map((one) => one.processorSeconds));
      if (count < costs.length) expect(largest(count)).toBeLessThanOrEqual(seconds);
      if (largest(costs.length) <= seconds) expect(largest(count)).toBeLessThanOrEqual(seconds);
      if (count > 1) expect(largest(count - 1)).toBeGreaterThan(seconds);
    }
  });

  it('cuts a draft of very many contigs a few times only', () => {
    const costs = Array.from({ length: 20_000 }, () => 1 + random.below(9));
    const { run, cuts } = runOf(costs);
    expect(chooseCount(run, sum(costs) / 60 / 500, 1)).toBeGreaterThanOrEqual(500);
    expect(cuts()).toBeLessThan(12);
  });
});

describe('cutting a row', () => {
  it('covers it with pieces that follow each other, none of them empty', () => {
    for (const { costs, count } of cases) {
      const pieces = cutRow(costs, count);
      expect(pieces).toHaveLength(count);
      expect(pieces[0]!.start).toBe(0);
      expect(pieces.at(-1)!.end).toBe(costs.length);
      for (const [i, { start, end }] of pieces.entries()) {
        expect(end).toBeGreaterThan(start);
        if (i > 0) expect(start).toBe(pieces[i - 1]!.end);
      }
    }
  });

  it('makes the dearest piece as cheap as any cut does', () => {
    for (const { costs, count } of cases) {
      if (costs.length > 9) continue;
      const pieces = cutRow(costs, count);
      const dearest = Math.max(...pieces.map(({ start, end }) => sum(costs.slice(start, end))));
      expect(dearest).toBeCloseTo(bestCut(costs, count), 6);
    }
  });
});

it('sets that are joined are one, named by their smallest item', () => {
  const sets = new DisjointSets(6);
  sets.join(4, 2);
  sets.join(5, 4);
  sets.join(1, 0);
  expect([0, 1, 2, 3, 4, 5].map((item) => sets.find(item))).toEqual([0, 0, 2, 3, 2, 2]);
});
