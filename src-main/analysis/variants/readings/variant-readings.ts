import { defined, type VariantReading, type VariantScores } from '../../../contract/index.ts';
import { hasLikelihood, headTracks } from '../../../model/index.ts';
import type { WantedReading } from '../../effects/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import {
  perturbInterval,
  type PerturbationSettings,
  type ReferencePart,
} from '../../perturbations/index.ts';
import { llrOf } from './compute-scores.ts';
import type { IntervalVariants } from './interval-variants.ts';
import { variantTask } from './score-tasks.ts';
import { changesOf, readReference } from './variant-effects.ts';

/**
 * What one reading says of variants that are scored: of the ratio and of the very effects that are told of each.
 * Errors: those of the pass.
 */
export async function readVariants(
  wanted: IntervalVariants,
  scores: readonly VariantScores[],
  { kind, id, label, reading }: WantedReading,
  settings: PerturbationSettings,
  context: AnalysisContext,
): Promise<VariantReading[]> {
  const name = { kind, id, label };
  if (reading === undefined) return scores.map((own) => ({ ...name, ...ownAnswer(own) }));
  const { interval, tokens, valued, variants, scorers } = wanted;
  const { manifest } = context.model.model;
  const tracks = headTracks(manifest);
  const gives = { tracks: tracks.length > 0, likelihood: hasLikelihood(manifest) };
  // Scorers that are not told of change nothing but how far round a variant is read: as far as of its scores.
  const tasks = variants.map((edits) => variantTask(edits, tokens.length, gives, scorers));
  const found: VariantReading[] = [];
  let reference: { readonly bins: ReferencePart['bins']; readonly values: Values } | undefined;
  const sequence = { start: interval.start, tokens, valued };
  const asked = { ...settings, reading };
  await perturbInterval(sequence, tasks, asked, context, (result, { bins }) => {
    if (reference === undefined || reference.bins !== bins) {
      const values = readReference({ ...wanted, chooseTargets: () => [] }, tracks, bins);
      reference = { bins, values };
    }
    const { values } = reference;
    const task = defined(tasks[result.task]);
    const own = defined(scores[result.task]);
    const limits = { interval, maxTargets: 0, minEffect: 0 };
    const { local } = changesOf(values, task, result.bins, limits);
    found[result.task] = {
      ...name,
      ...(task.distributions && own.llr !== undefined && { llr: llrOf(tokens, task, result) }),
      local: own.local.length === 0 ? [] : local.map(({ effect }) => effect),
      distal: own.distal.map(({ target }) => {
        const { readout } = values;
        return readout ? readout.max(target, result.bins) - readout.max(target) : NaN;
      }),
    };
  });
  return found;
}

type Values = ReturnType<typeof readReference>;

function ownAnswer({ llr, local, distal }: VariantScores) {
  return {
    ...(llr !== undefined && { llr }),
    local: local.map(({ effect }) => effect),
    distal: distal.map(({ effect }) => effect),
  };
}
