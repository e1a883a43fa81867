import { auroc } from '../../../src-main/analysis/metrics/index.ts';
import { Random } from '../../support/random.ts';
import type { GrammarPromoter } from '../../support/tutorial-grammar.ts';

export interface ScoredPromoter extends GrammarPromoter {
  /** Predicted activity. */
  readonly score: number;
}

/** How well active promoters are told from inactive ones. */
export interface ActivityAuroc {
  readonly auroc: number;
  /**
   * 95 % interval: what the promoters of one domain say is one observation, so whole domains are drawn
   * again, active and inactive ones each among themselves. Absent with fewer than three of either.
   */
  readonly interval: readonly [low: number, high: number] | undefined;
  readonly active: number;
  readonly activeDomains: number;
  readonly inactive: number;
}

/** bp between a promoter and the nearest enhancer that acts on it: edges of half-open ranges. */
const distanceEdges = [0, 2_000, 6_000, 12_000, 24_000, 50_000, 120_000, Infinity] as const;

export interface DistanceRow extends ActivityAuroc {
  /** bp, half-open. */
  readonly from: number;
  readonly to: number;
}

const resamples = 1_000;

export function activityAuroc(promoters: readonly ScoredPromoter[]): ActivityAuroc {
  const active = domainsOf(promoters.filter((one) => one.active));
  const inactive = domainsOf(promoters.filter((one) => !one.active));
  return {
    auroc: auroc(
      promoters.map(({ score }) => score),
      promoters.map((one) => one.active),
    ),
    interval: active.length < 3 || inactive.length < 3 ? undefined : resample(active, inactive),
    active: active.flat().length,
    activeDomains: active.length,
    inactive: inactive.flat().length,
  };
}

/** Active promoters by the distance to their enhancer, each range against all inactive ones. */
export function aurocByDistance(promoters: readonly ScoredPromoter[]): DistanceRow[] {
  const inactive = promoters.filter((one) => !one.active);
  return distanceEdges.slice(1).flatMap((to, i) => {
    const from = distanceEdges[i]!;
    const active = promoters.filter(({ enhancerDistance: distance }) => {
      return distance !== undefined && distance >= from && distance < to;
    });
    return active.length > 0 ? [{ from, to, ...activityAuroc([...active, ...inactive]) }] : [];
  });
}

/** Scores by domain. */
function domainsOf(promoters: readonly ScoredPromoter[]): number[][] {
  const groups = Map.groupBy(promoters, ({ domain }) => domain);
  return [...groups.values()].map((group) => group.map(({ score }) => score));
}

function resample(active: number[][], inactive: number[][]): readonly [number, number] {
  const wins = active.map((ours) => inactive.map((theirs) => winsOf(ours, theirs)));
  const random = new Random(1);
  const draw = (count: number) => Array.from({ length: count }, () => random.below(count));
  const values = Array.from({ length: resamples }, () => {
    const [rows, columns] = [draw(active.length), draw(inactive.length)];
    let [won, pairs] = [0, 0];
    for (const i of rows) {
      for (const j of columns) {
        won += wins[i]![j]!;
        pairs += active[i]!.length * inactive[j]!.length;
      }
    }
    return won / pairs;
  }).sort((a, b) => a - b);
  return [values[Math.floor(0.025 * resamples)]!, values[Math.ceil(0.975 * resamples) - 1]!];
}

/** Pairs in which one of ours scores higher; ties count half. */
function winsOf(ours: readonly number[], theirs: readonly number[]): number {
  let wins = 0;
  for (const a of ours) for (const b of theirs) wins += a > b ? 1 : a === b ? 0.5 : 0;
  return wins;
}
