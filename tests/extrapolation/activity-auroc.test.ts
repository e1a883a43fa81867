import { describe, expect, it } from 'vitest';
import { auroc } from '../../src-main/analysis/metrics/index.ts';
import {
  activityAuroc,
  aurocByDistance,
  type ScoredPromoter,
} from '../bench/extrapolation/activity-auroc.ts';
import { makeGenome, type BenchGenome } from '../bench/extrapolation/genomes.ts';
import { sightOf } from '../bench/extrapolation/sight.ts';
import { Random } from '../support/random.ts';

const genome = makeGenome({ seed: 1, length: 1_000_000, domain: 25_000 });

/** Scores that tell active promoters more or less well. */
function score({ promoters }: BenchGenome, noise: number): ScoredPromoter[] {
  const random = new Random(2);
  return promoters.map((one) => ({ ...one, score: Number(one.active) + noise * random.normal() }));
}

describe('the interval of an AUROC', () => {
  it('holds the value and is wider where the promoters of a domain say the same', () => {
    const ownNoise = score(genome, 1);
    const random = new Random(5);
    const noiseOf = new Map(genome.promoters.map(({ domain }) => [domain, random.normal()]));
    const sharedNoise = genome.promoters.map((one) => {
      return { ...one, score: Number(one.active) + noiseOf.get(one.domain)! };
    });
    const [narrow, wide] = [ownNoise, sharedNoise].map((promoters) => {
      const { auroc: value, interval } = activityAuroc(promoters);
      expect(interval![0]).toBeLessThan(value);
      expect(interval![1]).toBeGreaterThan(value);
      return interval![1] - interval![0];
    });
    expect(wide).toBeGreaterThan(1.5 * narrow!);
  });

  it('has no width where every active promoter scores above every inactive one', () => {
    expect(activityAuroc(score(genome, 0))).toMatchObject({ auroc: 1, interval: [1, 1] });
  });

  it('is not told from two domains', () => {
    const all = score(genome, 1);
    const domains = [...new Set(all.filter((one) => one.active).map(({ domain }) => domain))];
    const two = all.filter((one) => !one.active || domains.slice(0, 2).includes(one.domain));
    expect(activityAuroc(two)).toMatchObject({ activeDomains: 2, interval: undefined });
  });
});

it('every active promoter is in one range of distances, held against all inactive ones', () => {
  const scored = score(genome, 1);
  const rows = aurocByDistance(scored);
  const inactive = scored.filter((one) => !one.active);
  expect(rows.length).toBeGreaterThan(4);
  for (const row of rows) {
    const { from, to, active } = row;
    const here = scored.filter(({ enhancerDistance: distance = -1 }) => {
      return distance >= from && distance < to;
    });
    expect(active).toBe(here.length);
    expect(row.inactive).toBe(inactive.length);
    const compared = [...here, ...inactive];
    expect(row.auroc).toBe(
      auroc(
        compared.map((one) => one.score),
        compared.map((one) => one.active),
      ),
    );
  }
  const active = rows.reduce((sum, row) => sum + row.active, 0);
  expect(active + inactive.length).toBe(scored.length);
});

it('the shorter the pieces, the less even a flawless reader can tell', () => {
  const sights = [1_000, 10_000, 100_000, 1_000_000].map((length) =>
    sightOf(genome.promoters, length),
  );
  for (const kind of ['inSight', 'flawless'] as const) {
    const values = sights.map((sight) => sight[kind]);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(new Set(values).size).toBe(4);
    expect(values.at(-1)).toBe(1);
  }
  // In pieces so short that no domain fits in, only enhancers in sight tell anything.
  expect(sights[0]!.flawless).toBeCloseTo((1 + sights[0]!.inSight) / 2, 12);
});
