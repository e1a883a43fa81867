import type { VariantScores } from '../../../contract/index.ts';

/** Names of the scores that are not aggregates; those of gains and losses have their distance. */
export const scorerNames = {
  llr: 'LOG_RATIO',
  maskedLlr: 'LOG_RATIO_MASKED',
  local: 'SITE_DIFF',
  gain: (distance: number) => `MAX_GAIN_${distance}`,
  loss: (distance: number) => `MAX_LOSS_${distance}`,
} as const;

/** What changes a score beside its name. */
export interface ScoreTerms {
  readonly distance?: number | undefined;
  readonly window?: number | undefined;
  readonly flank?: number | undefined;
  readonly tolerance: number;
  /** Path; whether there is one counts. */
  readonly annotation?: string | undefined;
  readonly maskAnnotated?: boolean | undefined;
  readonly outsideN?: boolean | undefined;
}

/** What a score is compared with: scores of that name made alike, of that track where it is of one. */
function scoreKey(scorer: string, terms: string, track: string | undefined): string {
  return [scorer, terms, track].filter((one) => one !== undefined && one !== '').join(' ');
}

function termsOf({ window, flank, tolerance, annotation, maskAnnotated, outsideN }: ScoreTerms) {
  const read = [`tolerance=${tolerance}`, ...(flank === undefined ? [] : [`flank=${flank}`])];
  const near = [
    ...read,
    ...(annotation === undefined ? [] : ['by-gene']),
    ...(maskAnnotated ? ['masked'] : []),
    ...(outsideN ? ['n-outside'] : []),
  ];
  return {
    /** A window is read by itself. */
    ratio: window === undefined ? read.join(' ') : `window=${window}`,
    read: read.join(' '),
    near: near.join(' '),
  };
}

/**
 * Goes over every score of a variant that a background can have, and takes what `at` gives back as its
 * quantile.
 */
export function mapScores(
  scores: VariantScores,
  asked: ScoreTerms,
  at: (key: string, value: number) => number | undefined,
): VariantScores {
  const { llr, maskedLlr, local, deltas, aggregates } = scores;
  const { distance = 0 } = asked;
  const terms = termsOf(asked);
  const ratio = (name: string, value: number | undefined) =>
    value === undefined ? undefined : at(scoreKey(name, terms.ratio, undefined), value);
  return {
    ...scores,
    llrQuantile: ratio(scorerNames.llr, llr),
    maskedLlrQuantile: ratio(scorerNames.maskedLlr, maskedLlr),
    local: local.map((one) => {
      return {
        ...one,
        quantile: at(scoreKey(scorerNames.local, terms.read, one.track), one.effect),
      };
    }),
    ...(deltas && {
      deltas: deltas.map((one) => ({
        ...one,
        gainQuantile: at(scoreKey(scorerNames.gain(distance), terms.near, one.track), one.gain),
        lossQuantile: at(scoreKey(scorerNames.loss(distance), terms.near, one.track), one.loss),
      })),
    }),
    ...(aggregates && {
      aggregates: aggregates.map((one) => {
        return { ...one, quantile: at(scoreKey(one.scorer, terms.read, one.track), one.value) };
      }),
    }),
  };
}
