import { defined } from '../../../contract/index.ts';
import type { PerturbationTask } from '../../../engine/index.ts';
import { maskToken, type Edit } from '../../../sequence/index.ts';
import type { ReadingOwner } from './held-readings.ts';
import type { IntervalVariants } from './interval-variants.ts';
import { isSubstitution, wantedDistributions } from './log-likelihood-ratio.ts';
import { genesAt, outsideTasks, reachOf, type ScorerOptions } from '../scorers/index.ts';

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
export type TaskOwner =
  | ReadingOwner
  | { readonly kind: 'random'; readonly variant: number; readonly change: number }
  | { readonly kind: 'masked'; readonly variant: number; readonly change?: number };

/** Whether it is no reading of a variant's own tracks. */
export function isAside(owner: TaskOwner): owner is Exclude<TaskOwner, ReadingOwner> {
  return owner.kind === 'masked' || owner.kind === 'random';
}

/** Whether it tells something that is compared with random changes. */
export function isCompared({ kind }: TaskOwner): boolean {
  return kind !== 'without' && kind !== 'withVariant';
}

/**
 * Tasks, those of a variant in a row: one of its own, one where it is masked, those of random changes, two
 * for each gene outside of which N is read.
 */
export function planTasks(
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

function wantsOutside({ scorers }: Pick<IntervalVariants, 'scorers'>): boolean {
  return scorers?.outsideN === true && scorers.distance !== undefined;
}
