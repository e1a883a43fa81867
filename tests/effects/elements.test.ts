import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../src-main/contract/index.ts';
import {
  bedElements,
  tileElements,
  trackElements,
} from '../../src-main/analysis/effects/elements.ts';

const region = { contig: 'chr1', start: 1000, end: 2000 };

describe('elements of a BED file', () => {
  it('are those that lie inside the region, under the name they have or their place', () => {
    const regions = [
      { contig: 'chr1', start: 999, end: 1010 },
      { contig: 'chr1', start: 1000, end: 1010, name: 'first' },
      { contig: 'chr1', start: 1500, end: 1520 },
      { contig: 'chr1', start: 1990, end: 2000, name: 'last' },
      { contig: 'chr1', start: 1990, end: 2001, name: 'over the end' },
      { contig: 'chr2', start: 1500, end: 1520, name: 'elsewhere' },
    ];
    const lines = regions.map((one, i) => ({ ...one, line: i + 1 }));
    expect(bedElements(lines, region)).toEqual([
      { contig: 'chr1', start: 1000, end: 1010, name: 'first' },
      { contig: 'chr1', start: 1500, end: 1520, name: 'chr1:1,501-1,520' },
      { contig: 'chr1', start: 1990, end: 2000, name: 'last' },
    ]);
  });
});

describe('tiles', () => {
  it('start at multiples of their length and cover the region, each base once', () => {
    const tiles = tileElements({ contig: 'chr1', start: 1234, end: 2050 }, 300);
    expect(tiles.map(({ start, end }) => [start, end])).toEqual([
      [1234, 1500],
      [1500, 1800],
      [1800, 2050],
    ]);
    expect(tiles[0]!.name).toBe('chr1:1,235-1,500');
  });

  it('of the region itself are one', () => {
    expect(tileElements(region, 1_000_000)).toEqual([{ ...region, name: 'chr1:1,001-2,000' }]);
  });

  it('that are too many are refused with their number', () => {
    const whole = { contig: 'chr1', start: 0, end: 1_000_000 };
    expect(() => tileElements(whole, 9)).toThrow(
      'chr1:1-1,000,000 has 111,112 tiles of 9 bp; at most 100,000 are knocked out at a time.',
    );
    expect(tileElements(whole, 10)).toHaveLength(100_000);
  });
});

describe('elements of a track', () => {
  const found = (values: number[], start: number, place = region) => {
    const info = { id: 'e', label: 'Enhancer', unit: 'probability', color: '#000000', bin: 100 };
    const tracks = [{ info, start, values: Float32Array.from(values) }];
    const prediction = { region: place, tracks } as unknown as Prediction;
    return trackElements(prediction, 0.5).map(({ start, end }) => [start, end]);
  };

  it('are stretches of neighbouring bins that reach the threshold', () => {
    const values = [0, 0.5, 0.9, 0.49, 0.7, NaN, 0.7, 0, 0, 0];
    expect(found(values, 1000)).toEqual([
      [1100, 1300],
      [1400, 1500],
      [1600, 1700],
    ]);
  });

  it('end with the region, also where a bin crosses its border', () => {
    const place = { contig: 'chr1', start: 1050, end: 1950 };
    expect(found(Array<number>(10).fill(1), 1000, place)).toEqual([[1050, 1950]]);
  });

  it('have the track and the place for a name', () => {
    const info = { id: 'e', label: 'Enhancer', unit: 'probability', color: '#000000', bin: 100 };
    const tracks = [{ info, start: 1000, values: Float32Array.of(1) }];
    const [one] = trackElements({ region, tracks } as unknown as Prediction, 0.5);
    expect(one!.name).toBe('Enhancer chr1:1,001-1,100');
  });
});
