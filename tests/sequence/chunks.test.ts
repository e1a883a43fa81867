import { expect, it } from 'vitest';
import { ChunkPlan } from '../../src-main/sequence/index.ts';

const plans = [
  new ChunkPlan(250, 60),
  new ChunkPlan(250, 1000),
  new ChunkPlan(250, 60, 100),
  new ChunkPlan(250, 100, 100),
  new ChunkPlan(200, 40, 100),
  new ChunkPlan(250, 7, 1000),
];

it.each(plans)(
  '$length tokens in chunks of $size and windows of $window are cut without gap, none across a border',
  (plan) => {
    const window = plan.window ?? plan.length;
    let end = 0;
    for (let k = 0; k < plan.count; k++) {
      const range = plan.range(k);
      expect(range.start).toBe(end);
      end = range.end;
      expect(plan.tokens(k)).toBeGreaterThan(0);
      expect(plan.tokens(k)).toBeLessThanOrEqual(plan.size);
      expect(Math.floor(range.start / window)).toBe(Math.floor((range.end - 1) / window));
      expect(plan.startsWindow(k)).toBe(range.start % window === 0);
      expect(plan.endsWindow(k)).toBe(range.end % window === 0 || range.end === plan.length);
      for (let token = range.start; token < range.end; token++) expect(plan.chunkOf(token)).toBe(k);
      const mirrored = plan.mirrored(k, range);
      expect(mirrored.end - mirrored.start).toBe(plan.tokens(k));
      expect(plan.mirrored(k, mirrored)).toEqual(range);
    }
    expect(end).toBe(plan.length);
    expect(plan.isSingleChunk).toBe(plan.size >= Math.min(window, plan.length));
  },
);
