import { formatRegion } from '../genome/index.ts';
import type { RunInfo, UnfamiliarPlace } from './run.ts';

type Judged = Pick<RunInfo, 'model' | 'interval' | 'likelihood'>;

/** A sentence where a run read what its model seems never to have been shown; undefined where nothing says so. */
export function unfamiliarText({ model, interval, likelihood }: Judged): string | undefined {
  if (likelihood === undefined) return undefined;
  const { window, windows, median, low, lowAt, usual } = likelihood;
  const warning = 'what it says there may be wrong';
  if (usual !== undefined && median < usual.least) {
    return (
      `The model ${model.name} seems never to have been shown sequence like ${formatRegion(interval)}: the log-likelihood of a base ` +
      `is ${decimals(median)}, far below its usual ${decimals(usual.median)} (at least ` +
      `${decimals(usual.least)}); ${warning}.`
    );
  }
  if (low === 0) return undefined;
  const places = lowAt.map((at) => {
    const start = interval.start + at;
    const end = Math.min(interval.end, start + window);
    return formatRegion({ contig: interval.contig, start, end });
  });
  const more =
    low > places.length ? ` and ${(low - places.length).toLocaleString('en-US')} more` : '';
  return (
    `The model ${model.name} seems never to have been shown sequence like ${low.toLocaleString('en-US')} of ` +
    `${windows.toLocaleString('en-US')} windows of ${window.toLocaleString('en-US')} bp, whose ` +
    `log-likelihood of a base is far below this run's median of ${decimals(median)} ` +
    `(${places.join(', ')}${more}); ${warning}.`
  );
}

/** What a run's likelihood tells, in words, whatever it is. */
export function likelihoodText(run: Judged): string {
  const { likelihood } = run;
  if (likelihood === undefined) {
    return 'not known: the model gives none, too little was read, or an earlier version made this run';
  }
  const { median, usual } = likelihood;
  const stated =
    usual === undefined
      ? 'what is usual for this model is not stated'
      : `usual for this model: ${decimals(usual.median)}, at least ${decimals(usual.least)}`;
  return `${decimals(median)} a base, median of windows (${stated})`;
}

/** The same where a variant lies, of which a place is told. */
export function unfamiliarVariantText(
  { name }: { readonly name: string },
  { logLikelihood, usual, of }: UnfamiliarPlace,
): string {
  const than =
    of === 'model'
      ? `its usual ${decimals(usual)}`
      : `the median of ${decimals(usual)} of all that was read with it`;
  return (
    `The model ${name} seems never to have been shown sequence like that round this variant: the log-likelihood ` +
    `of a base is ${decimals(logLikelihood)}, far below ${than}; what it says here may be wrong.`
  );
}

/** The same of scored variants, or haplotypes, of which some lie in such sequence; undefined where none does. */
export function unfamiliarVariantsText(
  { name }: { readonly name: string },
  { count, scored, first }: UnfamiliarVariants & { readonly scored: number },
): string | undefined {
  if (count === 0) return undefined;
  const shown = (n: number) => n.toLocaleString('en-US');
  const [lie, among] = count === 1 ? ['lies', ''] : ['lie', 'the first is '];
  return (
    `${shown(count)} of ${shown(scored)} scored ${lie} in sequence that the model ${name} seems never to have been ` +
    `shown (${among}${first}): the log-likelihood of a base of the reference is far below usual there, and what the ` +
    'model says there may be wrong.'
  );
}

/** Of scored variants, how many lie in sequence far less likely than usual, and the name of the first. */
export interface UnfamiliarVariants {
  readonly count: number;
  readonly first: string;
}

function decimals(value: number): string {
  return value.toFixed(2).replace('-', '−');
}
