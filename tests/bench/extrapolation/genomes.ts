import { Random } from '../../support/random.ts';
import { promotersOf, writeGenome, type GrammarPromoter } from '../../support/tutorial-grammar.ts';

/** bp of the windows that the shipped models were trained on. */
export const trainingLength = 12_288;

export interface GenomePlan {
  readonly seed: number;
  /** bp */
  readonly length: number;
  /** bp; the median length of a domain. */
  readonly domain: number;
}

export interface BenchPlan {
  readonly genomes: readonly GenomePlan[];
  /** bp that are read as one, ascending; each divides the genomes' length. */
  readonly lengths: readonly number[];
}

/** Domains from such as the models were trained on to such as no training window could hold. */
export const fullPlan: BenchPlan = {
  genomes: [12_500, 25_000, 50_000, 100_000, 200_000].map((domain, i) => {
    return { seed: i + 1, length: 100 * trainingLength, domain };
  }),
  lengths: [1, 2, 4, 10, 20, 50, 100].map((times) => times * trainingLength),
};

export const quickPlan: BenchPlan = {
  genomes: [{ seed: 1, length: 10 * trainingLength, domain: 12_500 }],
  lengths: [1, 2, 10].map((times) => times * trainingLength),
};

export interface BenchGenome extends GenomePlan {
  /** Token ids. */
  readonly tokens: Uint8Array;
  readonly promoters: readonly GrammarPromoter[];
}

/** As in training, half of the domains hold an enhancer, and longer ones hold more promoters. */
export function makeGenome(plan: GenomePlan): BenchGenome {
  const promoters = Math.max(1.5, plan.domain / 2_500);
  const settings = { domain: plan.domain, promoters, enhancers: 0.5 };
  const genome = writeGenome(new Random(plan.seed), plan.length, settings);
  return { ...plan, tokens: genome.tokens, promoters: promotersOf(genome, `seed${plan.seed}`) };
}
