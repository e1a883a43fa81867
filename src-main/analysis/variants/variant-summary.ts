import {
  largestEffect,
  shortAlleles,
  type UnfamiliarVariants,
  type VariantRow,
} from '../../contract/index.ts';
import type { RefusalReason } from '../../sequence/index.ts';
import { SkipTally } from '../records/index.ts';

/** What came of variants: counts, why some have no scores, and the few with the largest effects. */
export class VariantSummary {
  /** Of rows without scores, and of what could not be applied to a haplotype. */
  readonly refusals = new SkipTally();
  readonly #maxTop: number;
  #scored = 0;
  #unscored = 0;
  #top: VariantRow[] = [];
  #unfamiliar: UnfamiliarVariants = { count: 0, first: '' };

  /** @param maxTop rows that are kept */
  constructor(maxTop: number) {
    this.#maxTop = maxTop;
  }

  add(row: VariantRow): void {
    if (row.reason) {
      const { code, message } = row.reason;
      this.#unscored++;
      this.refusals.add({ reason: code as RefusalReason, message }, shortAlleles(row.id));
      return;
    }
    this.#scored++;
    if (row.scores?.unfamiliar) {
      const { count, first } = this.#unfamiliar;
      this.#unfamiliar = { count: count + 1, first: count === 0 ? shortAlleles(row.id) : first };
    }
    const last = this.#top.at(-1);
    if (last && this.#top.length === this.#maxTop && strength(row) <= strength(last)) return;
    this.#top = [...this.#top, row]
      .sort((a, b) => strength(b) - strength(a))
      .slice(0, this.#maxTop);
  }

  get scored(): number {
    return this.#scored;
  }

  get unscored(): number {
    return this.#unscored;
  }

  /** Those in sequence far less likely than usual. */
  get unfamiliar(): UnfamiliarVariants {
    return this.#unfamiliar;
  }

  /** The largest first; of a model without tracks those with the largest log ratio, either way. */
  get top(): readonly VariantRow[] {
    return this.#top;
  }
}

function strength({ scores }: VariantRow): number {
  if (scores === undefined) return 0;
  const hasEffects = scores.local.length > 0 || scores.distal.length > 0;
  return hasEffects ? largestEffect(scores) : Math.abs(scores.maskedLlr ?? scores.llr ?? 0);
}
