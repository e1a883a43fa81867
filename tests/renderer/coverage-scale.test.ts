import { expect, it } from 'vitest';
import {
  keepCoverageScale,
  type ScaledTrack,
} from '../../src-renderer/browser/rows/coverage-scale.ts';

it("the scale of reads' coverage is never from 0 to 0", () => {
  const track = {} as ScaledTrack & {
    doAutoscale: (seen: { value: number }[]) => ScaledTrack['dataRange'] & object;
  };
  keepCoverageScale(track);
  const scale = (...values: number[]) => {
    const range = track.doAutoscale(values.map((value) => ({ value })));
    return (track.dataRange = range);
  };
  expect(scale(0)).toEqual({ min: 0, max: 100 });
  expect(scale(37)).toEqual({ min: 0, max: 37 });
  // What igv asks for while the view takes new room.
  expect(scale(0)).toEqual({ min: 0, max: 37 });
  expect(scale()).toEqual({ min: 0, max: 37 });
  expect(scale(5, 12)).toEqual({ min: 0, max: 12 });
});
