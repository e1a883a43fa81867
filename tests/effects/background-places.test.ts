import { describe, expect, it } from 'vitest';
import {
  compareEffect,
  compareWith,
  compareWithPlaces,
} from '../../src-main/analysis/effects/background-effects.ts';
import { BackgroundPlaces } from '../../src-main/analysis/effects/background-places.ts';
import { tokenize } from '../../src-main/sequence/index.ts';
import { Random } from '../support/random.ts';

const random = new Random(11);
const letters = Array.from({ length: 60_000 }, () => 'ACGT'[random.below(4)]).join('');
const tokens = tokenize(`${letters.slice(0, 15_000)}${'N'.repeat(3000)}${letters.slice(18_000)}`);
const source = { tokens, within: { start: 0, end: tokens.length }, start: 7000 };

describe('random places of an element', () => {
  const elements = [
    { start: 10_000, end: 10_200 },
    { start: 12_000, end: 12_210 },
    { start: 40_000, end: 41_000 },
  ];

  it('are as long, near, apart from all elements, and without N', () => {
    const places = new BackgroundPlaces(source, elements);
    for (const element of elements) {
      const own = places.near(element, 50);
      expect(own).toHaveLength(50);
      const side = Math.max(10_000, 20 * (element.end - element.start));
      for (const { start, end } of own) {
        expect(end - start).toBe(element.end - element.start);
        expect(start).toBeGreaterThanOrEqual(Math.max(0, element.start - side));
        expect(end).toBeLessThanOrEqual(Math.min(60_000, element.end + side));
        expect(start < 18_000 && end > 15_000).toBe(false);
        expect(elements.some((one) => one.start < end && one.end > start)).toBe(false);
      }
    }
  });

  it('are the same however much of the contig is read, away from its ends', () => {
    const place = { start: 40_000, end: 40_100 };
    const shift = 20_000;
    const part = { tokens: tokens.subarray(shift), within: { start: 0, end: 40_000 } };
    const moved = { start: place.start - shift, end: place.end - shift };
    const own = new BackgroundPlaces(source, [place]).near(place, 20);
    const cut = new BackgroundPlaces({ ...part, start: 7000 + shift }, [moved]).near(moved, 20);
    expect(cut.map(({ start }) => start + shift)).toEqual(own.map(({ start }) => start));
  });

  it('keep apart from the element alone where elements are all that there is', () => {
    const tiles = Array.from({ length: 120 }, (_, i) => ({ start: 500 * i, end: 500 * (i + 1) }));
    const own = new BackgroundPlaces(source, tiles).near(tiles[80]!, 30);
    expect(own).toHaveLength(30);
    expect(own.every(({ start, end }) => end <= 40_000 || start >= 40_500)).toBe(true);
  });

  it('keep apart from all elements where one that covers much reaches far beyond what is near', () => {
    const far = { start: 42_000, end: 60_000 };
    const element = { start: 33_000, end: 33_100 };
    const own = new BackgroundPlaces(source, [element, far]).near(element, 200);
    expect(own).toHaveLength(200);
    expect(own.every(({ end }) => end <= far.start)).toBe(true);
  });

  it('are none twice, and as few as there are where there is next to no room', () => {
    const within = { start: 30_000, end: 30_110 };
    const element = { start: 30_060, end: 30_110 };
    const places = new BackgroundPlaces({ ...source, within }, [element]);
    const own = places.near(element, 20).map(({ start }) => start);
    expect(own.sort()).toEqual(Array.from({ length: 11 }, (_, i) => 30_000 + i));
  });

  it('are none where there is no room', () => {
    const within = { start: 15_500, end: 17_000 };
    const places = new BackgroundPlaces({ ...source, within }, []);
    expect(places.near({ start: 16_000, end: 16_100 }, 20)).toEqual([]);
    expect(places.near({ start: 15_500, end: 17_000 }, 20)).toEqual([]);
  });
});

describe('a comparison with random places', () => {
  it('tells mean, deviation and percentile of those that do not overlap the target', () => {
    const places = [
      ...[-0.1, 0.1, 0, -0.3].map((effect, i) => ({
        ...{ start: 1000 * (i + 1), end: 1000 * (i + 1) + 100 },
        effects: Float64Array.of(effect),
      })),
      // Within the target: what it does there is no background.
      { start: 550, end: 650, effects: Float64Array.of(-0.99) },
    ];
    const target = { contig: 'c', start: 500, end: 600, name: 't', strand: '+' as const };
    const beside = { ...target, start: 3050, end: 3060 };
    const effects = Float32Array.of(-0.2, 0.05, 1, 1);
    const both = places.map(({ effects: [effect = 0], ...span }) => {
      return { ...span, effects: Float64Array.of(effect, 2 * effect) };
    });
    const track = { id: 't', label: 'T', unit: 'probability', bin: 16, color: '#000000' };
    const told = compareWithPlaces({ effects, targets: [target, beside], track }, [both, []]);
    expect(told.means[0]).toBeCloseTo(-0.075, 6);
    // Of -0.1, 0.1, 0 and -0.3: squares from the mean add up to 0.0875, over 3.
    expect(told.deviations[0]).toBeCloseTo(Math.sqrt(0.0875 / 3), 6);
    expect(told.percentiles[0]).toBe(75);
    // The other target has another place within: -0.2, 0.2, -0.6 and -1.98 are left.
    expect(told.means[1]).toBeCloseTo(-0.645, 6);
    expect(told.percentiles[1]).toBe(0);
    expect([...told.means.subarray(2), ...told.percentiles.subarray(2)]).toEqual(
      Array(4).fill(NaN),
    );
  });

  it('counts ties half, and says nothing without places', () => {
    expect(compareWith(0.5, [0.1, -0.5, 0.5, 0.9]).percentile).toBe(50);
    expect(compareWith(0.5, [])).toEqual({ mean: NaN, deviation: NaN, percentile: NaN });
    expect(compareWith(NaN, [1]).percentile).toBeNaN();
  });

  it('has no percentile of an effect that rounds to nothing', () => {
    const others = [1e-5, -2e-5, 3e-5];
    expect(compareEffect(4e-4, others, 'probability')).toEqual({
      ...compareWith(4e-4, others),
      percentile: NaN,
    });
    expect(compareEffect(-5e-4, others, 'probability').percentile).toBe(100);
    expect(compareEffect(4e-4, others, 'counts').percentile).toBe(100);
    expect(compareEffect(0, [0, 0], 'counts').percentile).toBeNaN();
  });
});
