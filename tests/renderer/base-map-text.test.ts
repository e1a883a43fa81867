import { describe, expect, it } from 'vitest';
import type { Mutagenesis } from '../../src-main/contract/index.ts';
import { centredChanges } from '../../src-main/contract/index.ts';
import { substitutionLines } from '../../src-renderer/format/index.ts';

const region = { contig: 'chr1', start: 100, end: 102 };
const map: Mutagenesis = {
  model: { id: 'm', name: 'M', version: '1', family: 'hawk', hash: 'a' },
  ...{ region, interval: region, tolerance: 0.01, bases: 'GN' },
  readout: { kind: 'likelihood', masked: false },
  changes: Float32Array.of(-4, -4, 0, -4, NaN, NaN, NaN, NaN),
};
const lines = (base: number, to?: string) =>
  substitutionLines(map, centredChanges(map), { base, to });

describe('what a pointer is told of a substitution', () => {
  it('is its change, and of the base that is there its centred value', () => {
    expect(lines(0, 'T')).toEqual([
      'chr1:101 G>T',
      '-4 natural log; -1 from the mean of the four bases',
    ]);
    expect(lines(0)).toEqual([
      'G 101: the base that is there',
      '+3 from the mean of the four bases',
    ]);
  });

  it('is nothing where the base is N, and not what its neighbour has', () => {
    for (const to of [undefined, 'A', 'T']) {
      expect(lines(1, to)).toEqual(['N 102: no value. The base is N.']);
    }
  });
});
