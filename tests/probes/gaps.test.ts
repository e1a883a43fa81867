import { expect, it } from 'vitest';
import { forgetGaps } from '../../src-main/analysis/probe/gaps.ts';

it('bins that are half N or more have no label in any track; others keep theirs', () => {
  const columns = [Float32Array.of(0, 1, 0, 1), Float32Array.of(1, 0, 1, 0)];
  const gaps = forgetGaps(columns, 'ACGTacgNNNNNACNN', 4);
  expect(gaps).toBe(2);
  expect(columns.map((column) => [...column])).toEqual([
    [0, 1, NaN, NaN],
    [1, 0, NaN, NaN],
  ]);
});
