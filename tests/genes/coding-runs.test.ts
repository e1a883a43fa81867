import { describe, expect, it } from 'vitest';
import { codingRuns } from '../../src-main/analysis/genes/coding-runs.ts';

const bin = 16;
const track = (values: readonly number[]) => ({
  info: { id: 'x', label: '', unit: 'probability', color: '#000000', bin },
  start: 320,
  values: Float32Array.from(values),
});
const options = { threshold: 0.5, minLength: 32, maxGap: 32 };
const runs = (cds: readonly number[], edges: readonly (readonly number[])[] = [], more = {}) =>
  codingRuns({ cds: track(cds), edges: edges.map(track) }, { ...options, ...more }).map(
    ({ start, end }) => [(start - 320) / bin, (end - 320) / bin],
  );

describe('runs of coding bins', () => {
  it('hold the neighbours that reach the threshold, at the coordinates of the contig', () => {
    const [run] = codingRuns({ cds: track([0.1, 0.5, 1, 0.25]), edges: [] }, options);
    expect(run).toEqual({ start: 336, end: 368, mean: 0.75 });
  });

  it('that are too short are dropped', () => {
    expect(runs([0, 1, 0, 0, 0, 1, 1, 0])).toEqual([[5, 7]]);
    expect(runs([0, 1, 0, 0, 0, 1, 1, 0], [], { minLength: 16 })).toEqual([
      [1, 2],
      [5, 7],
    ]);
  });

  it('are joined over a gap that is no longer than allowed', () => {
    expect(runs([1, 1, 0, 0, 1, 1])).toEqual([[0, 6]]);
    expect(runs([1, 1, 0, 0, 0, 1, 1])).toEqual([
      [0, 2],
      [5, 7],
    ]);
  });

  it('are not joined over an edge of a gene, and are split at one', () => {
    const apart = [
      [0, 2],
      [4, 6],
    ];
    expect(runs([1, 1, 0, 0, 1, 1], [[0, 0, 0, 0.5, 0, 0]])).toEqual(apart);
    expect(
      runs(
        [1, 1, 1, 1, 1, 1],
        [
          [0, 0, 0.9, 0, 0, 0],
          [0, 0, 0, 0.9, 0, 0],
        ],
      ),
    ).toEqual(apart);
    // An edge before the first run or a weak one changes nothing.
    expect(runs([0, 1, 0.4, 1], [[0.9, 0, 0.4, 0]])).toEqual([[1, 4]]);
  });

  it('do not hold bins without a value', () => {
    expect(runs([1, 1, NaN, NaN, NaN, 1, 1])).toEqual([
      [0, 2],
      [5, 7],
    ]);
  });
});
