import { defined, type Region, type Span, type VariantScores } from '../../contract/index.ts';
import type { PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { hasLikelihood, headTracks, tracksOutputs } from '../../model/index.ts';
import { maskToken, type Edit } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import {
  perturbInterval,
  type PerturbationSettings,
  type ReferencePart,
} from '../perturbations/index.ts';
import { ChangeBackground } from './change-background.ts';
import { HeldReadings, type ReadingOwner } from './held-readings.ts';
import type { IntervalVariants } from './interval-variants.ts';
import {
  genesAt,
  outsideTasks,
  reachOf,
  siteOf,
  spanAround,
  trackScores,
  type ScorerOptions,
  type SeenVariant,
} from './scorers/index.ts';
import {
  flankLlr,
  isSubstitution,
  substitutionLlr,
  wantedDistributions,
} from './log-likelihood-ratio.ts';
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
  const { tasks, owners } = plan(wanted, { tracks: tracks.length > 0, likelihood });
  const found: VariantScores[] = [];
  const masked: (number | undefined)[] = [];
  const readings = owners.filter((owner) => !isAside(owner));
  const background = wanted.changes && new ChangeBackground();
  const held = new HeldReadings(
    readings,
    tracksOutputs(manifest).map(({ bin }) => bin),
  );
  // Results of one part come together, so the values of one are held at a time.
  let reference: { readonly part: ReferencePart; readonly values: ReferenceValues } | undefined;
  const take = (result: PerturbationResult, part: ReferencePart) => {
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
  await perturbInterval({ start: interval.start, tokens, valued }, tasks, settings, context, take);
  return variants.map((_, v) => {
    const scores = { ...defined(found[v]), maskedLlr: masked[v] };
    const changes = wanted.changes?.[v] ?? [];
    return background && changes.length > 0 ? background.compare(v, scores) : scores;
  });
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

function wantsOutside({ scorers }: Pick<IntervalVariants, 'scorers'>): boolean {
  return scorers?.outsideN === true && scorers.distance !== undefined;
}

function moved({ contig, start }: Region, span: Span): Region {
  return { contig, start: start + span.start, end: start + span.end };
}

/** What is computed for a variant in an interval of so many bases. */
export function variantTask(
  edits: readonly Edit[],
  length: number,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
  scorers: ScorerOptions = {},
): PerturbationTask {
  const isAlone = edits.length === 1;
  const around = isAlone && gives.tracks ? reachOf(defined(edits[0]), scorers) : undefined;
  return {
    edits,
    tracks: gives.tracks,
    // In any case, so that no change of a site depends on what else is asked for.
    ...(gives.tracks && { insertion: 'max' }),
    ...(around && { around }),
    distributions:
      gives.likelihood && isAlone ? wantedDistributions(defined(edits[0]), length) : undefined,
  };
}

/** What a task is of. */
type TaskOwner =
  | ReadingOwner
  | { readonly kind: 'random'; readonly variant: number; readonly change: number }
  | { readonly kind: 'masked'; readonly variant: number; readonly change?: number };

/** Whether it is no reading of a variant's own tracks. */
function isAside(owner: TaskOwner): owner is Exclude<TaskOwner, ReadingOwner> {
  return owner.kind === 'masked' || owner.kind === 'random';
}

/**
 * Tasks, those of a variant in a row: one of its own, one where it is masked, those of random changes, two for each gene outside of
 * which N is read.
 */
function plan(
  wanted: IntervalVariants,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
): { tasks: PerturbationTask[]; owners: TaskOwner[] } {
  const { tokens, variants, masked, scorers, interval, sideContext } = wanted;
  const tasks: PerturbationTask[] = [];
  const owners: TaskOwner[] = [];
  const add = (owner: TaskOwner, task: PerturbationTask) => {
    owners.push(owner);
    tasks.push(task);
  };
  for (const [variant, edits] of variants.entries()) {
    add({ kind: 'variant', variant }, variantTask(edits, tokens.length, gives, scorers));
    const [edit, ...others] = edits;
    if (edit === undefined || others.length > 0) continue;
    const masks = masked && gives.likelihood && isSubstitution(edit);
    if (masks) add({ kind: 'masked', variant }, maskedTask(edit));
    for (const [change, random] of wanted.changes?.[variant]?.entries() ?? []) {
      add({ kind: 'random', variant, change }, variantTask([random], tokens.length, gives));
      if (masks) add({ kind: 'masked', variant, change }, maskedTask(random));
    }
    if (!wantsOutside(wanted) || !gives.tracks) continue;
    const reach = (scorers?.distance ?? 0) + sideContext;
    for (const gene of genesAt(scorers?.annotation, edit, interval)) {
      const both = outsideTasks(gene, edit, { interval, reach });
      if (both === undefined) continue;
      add({ kind: 'without', variant, gene }, both.without);
      add({ kind: 'withVariant', variant, gene }, both.withVariant);
    }
  }
  return { tasks, owners };
}

function maskedTask({ start, end }: Edit): PerturbationTask {
  const replaced = new Uint8Array(end - start).fill(maskToken);
  const distributions = { before: { start, end: start }, after: { start, end } };
  return { edits: [{ start, end, tokens: replaced }], tracks: false, distributions };
}

function llrOf(
  tokens: Uint8Array,
  { edits, distributions: wanted }: PerturbationTask,
  { distributions: found }: PerturbationResult,
): number | undefined {
  const [edit] = edits;
  return isSubstitution(defined(edit))
    ? substitutionLlr(tokens, defined(edit), defined(found).before)
    : flankLlr(tokens, defined(edit), defined(wanted), defined(found));
}
