import type { VariantScores } from '../../../contract/index.ts';

/** Names of the scores that are not aggregates; those of gains and losses have their distance. */
export const scorerNames = {
  llr: 'LOG_RATIO',
  maskedLlr: 'LOG_RATIO_MASKED',
  local: 'SITE_DIFF',
  gain: (distance: number) => `MAX_GAIN_${distance}`,
  loss: (distance: number) => `MAX_LOSS_${distance}`,
} as const;

/** What a score is compared with: scores of that name, of that track where it is of one. */
function scoreKey(scorer: string, track?: string): string {
  return track === undefined ? scorer : `${scorer} ${track}`;
}

/**
 * Goes over every score of a variant that a background can have, and takes what `at` gives back as its
 * quantile.
 */
export function mapScores(
  scores: VariantScores,
  distance: number | undefined,
  at: (key: string, value: number) => number | undefined,
): VariantScores {
  const { llr, maskedLlr, local, deltas, aggregates } = scores;
  const ratio = (name: string, value: number | undefined) =>
    value === undefined ? undefined : at(scoreKey(name), value);
  return {
    ...scores,
    llrQuantile: ratio(scorerNames.llr, llr),
    maskedLlrQuantile: ratio(scorerNames.maskedLlr, maskedLlr),
    local: local.map((one) => {
      return { ...one, quantile: at(scoreKey(scorerNames.local, one.track), one.effect) };
    }),
    ...(deltas && {
      deltas: deltas.map((one) => ({
        ...one,
        gainQuantile: at(scoreKey(scorerNames.gain(distance ?? 0), one.track), one.gain),
        lossQuantile: at(scoreKey(scorerNames.loss(distance ?? 0), one.track), one.loss),
      })),
    }),
    ...(aggregates && {
      aggregates: aggregates.map((one) => {
        return { ...one, quantile: at(scoreKey(one.scorer, one.track), one.value) };
      }),
    }),
  };
}
