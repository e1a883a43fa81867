import { defined, type Region, type Span, type VariantScores } from '../../../contract/index.ts';
import type { PerturbationResult, PerturbationTask } from '../../../engine/index.ts';
import { hasLikelihood, headTracks, tracksOutputs } from '../../../model/index.ts';
import type { Edit } from '../../../sequence/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import {
  perturbInterval,
  type PerturbationSettings,
  type ReferencePart,
} from '../../perturbations/index.ts';
import { PlaceLikelihood } from '../../run/index.ts';
import { ChangeBackground } from './change-background.ts';
import { HeldReadings } from './held-readings.ts';
import type { IntervalVariants } from './interval-variants.ts';
import { siteOf, spanAround, trackScores, type SeenVariant } from '../scorers/index.ts';
import { flankLlr, isSubstitution, substitutionLlr } from './log-likelihood-ratio.ts';
import { isAside, isCompared, planTasks, type TaskOwner } from './score-tasks.ts';
import { changesOf, readReference, type ReferenceValues } from './variant-effects.ts';

/** Scores each variant by itself. Results in the variants' order. Errors: those of the pass. */
export async function computeScores(
  wanted: IntervalVariants,
  settings: PerturbationSettings,
  context: AnalysisContext,
): Promise<VariantScores[]> {
  const { interval, tokens, valued, variants } = wanted;
  const { manifest } = context.model.model;
  const tracks = headTracks(manifest);
  const likelihood = hasLikelihood(manifest);
  const { tasks, owners } = planTasks(wanted, { tracks: tracks.length > 0, likelihood });
  const found: VariantScores[] = [];
  const masked: (number | undefined)[] = [];
  const readings = owners.filter((owner) => !isAside(owner));
  const background = wanted.changes && new ChangeBackground(tracks, wanted.track);
  const held = new HeldReadings(
    readings,
    tracksOutputs(manifest).map(({ bin }) => bin),
  );
  let judged: { readonly part: ReferencePart; readonly places: PlaceLikelihood } | undefined;
  const unfamiliarAt = (edits: readonly Edit[], part: ReferencePart) => {
    const { likelihoods } = part;
    if (likelihoods === undefined) return undefined;
    if (judged?.part.likelihoods !== likelihoods) {
      judged = { part, places: new PlaceLikelihood(likelihoods, manifest) };
    }
    const { start } = part.valued ?? part.read;
    for (const edit of edits) {
      const place = judged.places.at(edit.start - start);
      if (place) return place;
    }
    return undefined;
  };
  // Results of one part come together, so the values of one are held at a time.
  let reference: { readonly part: ReferencePart; readonly values: ReferenceValues } | undefined;
  const take = (result: PerturbationResult, part: ReferencePart): void => {
    const task = defined(tasks[result.task]);
    const owner = defined(owners[result.task]);
    const { variant } = owner;
    if (owner.kind === 'masked') {
      const edit = changeOf(wanted, owner);
      const ratio = substitutionLlr(tokens, edit, defined(result.distributions).after);
      if (owner.change === undefined) masked[variant] = ratio;
      else background?.add(variant, owner.change, { maskedLlr: ratio });
      return;
    }
    const waits = held.waits(variant);
    if (owner.kind === 'variant' || owner.kind === 'random') {
      if (reference?.part.bins !== part.bins || reference?.part.read !== part.read) {
        reference = { part, values: readReference(wanted, tracks, part.bins) };
      }
    }
    if (owner.kind === 'random') {
      const limits = { interval, maxTargets: Infinity, minEffect: 0 };
      background?.add(variant, owner.change, {
        llr: task.distributions && llrOf(tokens, task, result),
        ...changesOf(defined(reference).values, task, result.bins, limits),
      });
      return;
    }
    if (owner.kind === 'variant') {
      found[variant] = {
        interval: moved(interval, part.read),
        ...(part.valued && { valued: moved(interval, part.valued) }),
        llr: task.distributions && llrOf(tokens, task, result),
        unfamiliar: unfamiliarAt(task.edits, part),
        ...changesOf(defined(reference).values, task, result.bins, wanted),
        ...extraScores(wanted, variant, { tracks, part, result }, waits ? 'aggregates' : 'all'),
      };
    }
    if (!waits) return;
    const near = nearSpan(wanted, variant);
    const whole = held.take(owner, { part, result }, near);
    const deltas = whole && extraScores(wanted, variant, { tracks, ...whole }, 'deltas');
    if (deltas) found[variant] = { ...defined(found[variant]), ...deltas };
  };
  const left = new Map<number, number>();
  for (const owner of owners.filter(isCompared)) {
    left.set(owner.variant, (left.get(owner.variant) ?? 0) + 1);
  }
  // As soon as all is there: the changes of thousands of variants would fill the memory.
  const compare = (owner: TaskOwner): void => {
    const { variant } = owner;
    if (!background || !isCompared(owner)) return;
    left.set(variant, defined(left.get(variant)) - 1);
    const changes = wanted.changes[variant] ?? [];
    if (left.get(variant) !== 0 || changes.length === 0) return;
    const scores = { ...defined(found[variant]), maskedLlr: masked[variant] };
    found[variant] = background.compare(variant, scores);
  };
  const sequence = { start: interval.start, tokens, valued };
  await perturbInterval(sequence, tasks, settings, context, (result, part) => {
    take(result, part);
    compare(defined(owners[result.task]));
  });
  return variants.map((_, v) => ({ ...defined(found[v]), maskedLlr: masked[v] }));
}

/** The edit that a masked reading is of. */
function changeOf(
  { variants, changes }: IntervalVariants,
  { variant, change }: { readonly variant: number; readonly change?: number | undefined },
): Edit {
  return defined(change === undefined ? variants[variant]?.[0] : changes?.[variant]?.[change]);
}

/** Which of a variant's gains, losses and aggregates. */
type ExtraScores = 'all' | 'deltas' | 'aggregates';

function extraScores(
  { interval, bounds, variants, scorers }: IntervalVariants,
  variant: number,
  seen: Omit<SeenVariant, 'interval' | 'bounds' | 'edit'>,
  which: ExtraScores,
): ReturnType<typeof trackScores> {
  const [edit, ...others] = defined(variants[variant]);
  // A haplotype has no one site.
  if (scorers === undefined || others.length > 0) return {};
  return trackScores(
    { interval, bounds, edit: defined(edit), ...seen },
    {
      ...scorers,
      ...(which === 'aggregates' ? { distance: undefined } : {}),
      ...(which === 'deltas' ? { aggregations: undefined } : {}),
    },
  );
}

/** Where gains and losses of a variant are looked for. */
function nearSpan({ interval, variants, scorers }: IntervalVariants, variant: number): Span {
  const site = interval.start + siteOf(defined(defined(variants[variant])[0]));
  return spanAround(site, 2 * (scorers?.distance ?? 0) + 1);
}

function moved({ contig, start }: Region, span: Span): Region {
  return { contig, start: start + span.start, end: start + span.end };
}

/** Of a variant's own task. */
export function llrOf(
  tokens: Uint8Array,
  { edits, distributions: wanted }: PerturbationTask,
  { distributions: found }: PerturbationResult,
): number | undefined {
  const [edit] = edits;
  return isSubstitution(defined(edit))
    ? substitutionLlr(tokens, defined(edit), defined(found).before)
    : flankLlr(tokens, defined(edit), defined(wanted), defined(found));
}
