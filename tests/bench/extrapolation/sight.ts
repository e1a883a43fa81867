import { auroc } from '../../../src-main/analysis/metrics/index.ts';
import { middle, type GrammarPromoter } from '../../support/tutorial-grammar.ts';

/** What of a genome lies in the pieces of `length` bp that it is cut into, each read alone. */
export interface Sight {
  /** Of the active promoters, the share that has an enhancer of its domain in its own piece. */
  readonly inSight: number;
  /**
   * AUROC of who reads every piece without an error: a promoter is active for certain where an
   * enhancer of its domain is in sight, inactive where all of the domain is and none stands there, and
   * undecided elsewhere.
   */
  readonly flawless: number;
}

export function sightOf(promoters: readonly GrammarPromoter[], length: number): Sight {
  const pieceOf = (position: number) => Math.floor(position / length);
  const known = promoters.map(({ position, domain }) => {
    const here = pieceOf(position);
    if (domain.enhancers.some((enhancer) => pieceOf(middle(enhancer)) === here)) return 1;
    return pieceOf(domain.start) === here && pieceOf(domain.end - 1) === here ? 0 : 0.5;
  });
  const active = promoters.map((one) => one.active);
  const seen = known.filter((one) => one === 1).length;
  return { inSight: seen / active.filter(Boolean).length, flawless: auroc(known, active) };
}
