import { basename } from 'node:path';
import { MegabaseError } from '../../contract/index.ts';
import type { Environment } from '../environment/index.ts';
import { resultOf, runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { chosenDistance } from './check-scorers.ts';
import { scoreVariants, type VariantsSpec } from './score-variants.ts';
import { BackgroundScores } from './scorers/index.ts';

/** What was kept of common variants. */
interface KeptBackground {
  readonly scored: number;
  readonly unscored: number;
  /** Scores that have a distribution: each of a name and, maybe, of a track. */
  readonly kinds: number;
  /** The model's file of them. */
  readonly path: string;
}

/**
 * Scores common variants and keeps how their scores are distributed, in a file of the model in
 * `folder`: later scores that are made alike are ranked by them. Nothing is kept of a half.
 *
 * Errors: `usage` for haplotypes, and where nothing could be scored; those of `scoreVariants`.
 */
export function keepBackground(
  environment: Environment,
  spec: VariantsSpec,
  folder: string,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<KeptBackground>> {
  return runAnalysis<KeptBackground>(signal, async ({ emit, signal: own }) => {
    if (spec.source.kind === 'haplotypes') {
      throw new MegabaseError(
        'usage',
        'A background is of variants one by one, not of haplotypes.',
      );
    }
    const { model, identity } = environment.model;
    const terms = { ...spec, distance: chosenDistance(model, spec) };
    const gathered = new BackgroundScores();
    const events = scoreVariants(environment, { ...spec, background: undefined }, own);
    const { scored, unscored } = await resultOf(events, (event) => {
      if (event.kind !== 'partial') emit(event);
      else if (event.partial.kind === 'rows') {
        for (const { scores } of event.partial.rows) if (scores) gathered.add(scores, terms);
      }
    });
    const { kinds } = gathered;
    if (kinds === 0) {
      throw new MegabaseError('usage', 'No variant could be scored, so there is nothing to keep.');
    }
    const path = gathered.store(folder, identity, basename(spec.source.path));
    return { scored, unscored, kinds, path };
  });
}
