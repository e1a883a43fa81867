import {
  largestDistal,
  largestEffect,
  statedId,
  type KnownVariant,
  type VariantRow,
} from '../../src-main/contract/index.ts';

/** How predicted effects compare with known ones. */
export interface VariantAgreement {
  /** Variants that truly change something, and those that change nothing. */
  readonly acting: number;
  readonly neutral: number;
  /** Acting ones whose largest effect is above that of every neutral one. */
  readonly ranked: number;
  /** Acting ones whose most changed target is a true one. */
  readonly named: number;
}

/** A target is where its gene starts: bp within which it is that of a promoter. */
const nearPromoter = 64;

/** Compares scored rows with the known variants of the same REF and ALT. */
export function compareVariants(
  rows: readonly VariantRow[],
  known: readonly KnownVariant[],
): VariantAgreement {
  const truths = new Map(known.map((one) => [one.id, one]));
  const pairs = rows.flatMap((row) => {
    const truth = truths.get(statedId(row) ?? '');
    return truth && row.scores ? [{ truth, row, effect: largestEffect(row.scores) }] : [];
  });
  const acting = pairs.filter(({ truth }) => truth.truth !== 'neutral');
  const neutral = pairs.filter(({ truth }) => truth.truth === 'neutral');
  const highest = Math.max(0, ...neutral.map(({ effect }) => effect));
  return {
    acting: acting.length,
    neutral: neutral.length,
    ranked: acting.filter(({ effect }) => effect > highest).length,
    named: acting.filter(({ row, truth }) => namesTrueTarget(row, truth)).length,
  };
}

/** Whether the target that changes most is one that truly changes. */
function namesTrueTarget({ scores }: VariantRow, { affected }: KnownVariant): boolean {
  const target = largestDistal(scores)?.target;
  return (
    target !== undefined &&
    affected.some(
      (place) => place >= target.start - nearPromoter && place < target.end + nearPromoter,
    )
  );
}

export function variantAgreementText({ acting, neutral, ranked, named }: VariantAgreement): string {
  return (
    `${acting} of these variants have a known effect. The predicted effect of ${ranked} of them exceeds ` +
    `that of all ${neutral} neutral variants, and for ${named} the predicted gene is a true target.`
  );
}

/** `enhancer loss` for `enhancer_loss`. */
export function truthText({ truth }: KnownVariant): string {
  return truth === 'neutral' ? 'no effect' : truth.replaceAll('_', ' ');
}
