import { defined, type TrackValues } from '../../contract/index.ts';
import { auroc } from '../metrics/index.ts';
import type { TutorialPromoter } from './promoters.ts';

/** How well active promoters are told from inactive ones, by distance to the nearest enhancer. */
export interface PromoterRow {
  /** bp, `[from, to)`; the whole range in the row of all. */
  readonly from: number;
  readonly to: number;
  /** Active promoters whose nearest enhancer is that far. */
  readonly active: number;
  /** All inactive promoters of the contig, against which the active ones are held. */
  readonly inactive: number;
  readonly auroc: number;
  /** Mean prediction at those active promoters. */
  readonly meanPrediction: number;
}

const buckets = [0, 1_000, 5_000, 20_000, 50_000, 100_000, Infinity];

/** Holds the predicted activity at each promoter against the annotation. First row: all. */
export function promoterReport(
  promoters: readonly TutorialPromoter[],
  activity: TrackValues,
): PromoterRow[] {
  const scored = promoters.map((promoter) => ({ ...promoter, score: valueAt(activity, promoter) }));
  const inactive = scored.filter((promoter) => !promoter.active);
  const row = (from: number, to: number): PromoterRow => {
    const active = scored.filter(({ active, enhancerDistance: distance }) => {
      return active && distance !== undefined && distance >= from && distance < to;
    });
    const compared = [...active, ...inactive];
    return {
      from,
      to,
      active: active.length,
      inactive: inactive.length,
      auroc: auroc(
        compared.map(({ score }) => score),
        compared.map(({ active }) => active),
      ),
      meanPrediction: active.reduce((sum, { score }) => sum + score, 0) / active.length,
    };
  };
  const rows = buckets.slice(1).map((to, i) => row(defined(buckets[i]), to));
  return [row(0, Infinity), ...rows.filter(({ active }) => active > 0)];
}

function valueAt({ info, start, values }: TrackValues, { position }: TutorialPromoter): number {
  const value = values[Math.floor((position - start) / info.bin)];
  if (value === undefined) throw new RangeError(`no value at ${position}`);
  return value;
}
