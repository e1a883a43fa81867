import {
  defined,
  type DistalEffect,
  type EffectTarget,
  type Region,
  type Span,
  type LocalEffect,
  type TrackInfo,
  type VariantScores,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { hasLikelihood, headTracks } from '../../model/index.ts';
import { maskToken, type Edit } from '../../sequence/index.ts';
import { BinValues, type ChooseTargets } from '../effects/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import {
  perturbInterval,
  type PerturbationSettings,
  type ReferencePart,
} from '../perturbations/index.ts';
import {
  genesAt,
  outsideTasks,
  reachOf,
  siteOf,
  trackScores,
  type AnnotatedGene,
  type ScorerOptions,
  type SeenVariant,
} from './scorers/index.ts';
import {
  flankLlr,
  isSubstitution,
  substitutionLlr,
  wantedDistributions,
} from './log-likelihood-ratio.ts';

/** Variants of one interval, scored together. */
export interface IntervalVariants {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the contig, what can be read about the interval. */
  readonly bounds: Span;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** Each is one allele, or all edits of a haplotype in order; tokens count from the interval's start. */
  readonly variants: readonly (readonly Edit[])[];
  /** Chosen once the interval has been read. */
  readonly chooseTargets: ChooseTargets;
  /** The readout track at the targets; absent for a model without tracks. */
  readonly track?: TrackInfo | undefined;
  /** Wants the masked ratio too. */
  readonly masked: boolean;
  /** Wants gains, losses and aggregates too. */
  readonly scorers?: ScorerOptions | undefined;
  /** bp on either side of a value that the model sees. */
  readonly sideContext: number;
  /** Distal effects of a variant at most. */
  readonly maxTargets: number;
  /** Smallest distal effect, either way. */
  readonly minEffect: number;
}

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
  const found: (Found | undefined)[] = [];
  const masked: (number | undefined)[] = [];
  const outside = variants.map(() => new Map<AnnotatedGene, Partial<OutsideResults>>());
  // Results of one part come together, so the values of one are held at a time.
  let reference: { readonly part: ReferencePart; readonly values: ReferenceValues } | undefined;
  const take = (result: PerturbationResult, part: ReferencePart) => {
    const task = defined(tasks[result.task]);
    const owner = defined(owners[result.task]);
    const { variant } = owner;
    if (owner.kind === 'masked') {
      const [edit] = defined(variants[variant]);
      masked[variant] = substitutionLlr(tokens, defined(edit), defined(result.distributions).after);
      return;
    }
    if (owner.kind === 'without' || owner.kind === 'withVariant') {
      const own = defined(outside[variant]);
      own.set(owner.gene, { ...own.get(owner.gene), part, [owner.kind]: result });
      return;
    }
    if (reference?.part.bins !== part.bins || reference?.part.read !== part.read) {
      reference = { part, values: readReference(wanted, tracks, part.bins) };
    }
    const { values } = reference;
    const scores = {
      interval: moved(interval, part.read),
      ...(part.valued && { valued: moved(interval, part.valued) }),
      llr: task.distributions && llrOf(tokens, task, result),
      ...changesOf(values, task, result.bins, wanted),
    };
    const isHeld = wantsOutside(wanted) && defined(variants[variant]).length === 1;
    const extra = isHeld ? {} : extraScores(wanted, variant, { tracks, part, result });
    found[variant] = {
      scores: { ...scores, ...extra },
      held: isHeld ? { part, result } : undefined,
    };
  };
  await perturbInterval({ start: interval.start, tokens, valued }, tasks, settings, context, take);
  return found.map((one, v) => {
    const { scores, held } = defined(one);
    const genes = new Map([...defined(outside[v])].map(([gene, own]) => [gene, wholeOf(own)]));
    const extra = held && extraScores(wanted, v, { tracks, ...held, outside: genes });
    return { ...scores, ...extra, maskedLlr: masked[v] };
  });
}

interface Found {
  readonly scores: VariantScores;
  /** What waits for the same variant with N outside its genes. */
  readonly held: Pick<SeenVariant, 'part' | 'result'> | undefined;
}

type OutsideResults =
  NonNullable<SeenVariant['outside']> extends ReadonlyMap<unknown, infer R> ? R : never;

function wholeOf({ part, without, withVariant }: Partial<OutsideResults>): OutsideResults {
  return { part: defined(part), without: defined(without), withVariant: defined(withVariant) };
}

function extraScores(
  { interval, bounds, variants, scorers }: IntervalVariants,
  variant: number,
  seen: Omit<SeenVariant, 'interval' | 'bounds' | 'edit'>,
): ReturnType<typeof trackScores> {
  const [edit, ...others] = defined(variants[variant]);
  // A haplotype has no one site.
  if (scorers === undefined || others.length > 0) return {};
  return trackScores({ interval, bounds, edit: defined(edit), ...seen }, scorers);
}

function wantsOutside({ scorers }: Pick<IntervalVariants, 'scorers'>): boolean {
  return scorers?.outsideN === true && scorers.distance !== undefined;
}

function moved({ contig, start }: Region, span: Span): Region {
  return { contig, start: start + span.start, end: start + span.end };
}

/** The reference's own values, as changes are taken from them. */
interface ReferenceValues {
  readonly tracks: readonly { readonly info: TrackInfo; readonly bins: BinValues }[];
  readonly readout: BinValues | undefined;
  readonly targets: readonly EffectTarget[];
}

function readReference(
  { track, chooseTargets }: IntervalVariants,
  infos: readonly TrackInfo[],
  reference: BinPieces | undefined,
): ReferenceValues {
  if (reference === undefined) return { tracks: [], readout: undefined, targets: [] };
  const tracks = infos.map((info, i) => ({ info, bins: new BinValues(reference, i, info.bin) }));
  const binsOf = ({ id }: TrackInfo) => defined(tracks.find(({ info }) => info.id === id)).bins;
  return {
    tracks,
    readout: track && binsOf(track),
    targets: track ? chooseTargets(binsOf) : [],
  };
}

/** Where the edits stand on the contig. */
function sitesOf({ edits }: PerturbationTask, interval: Region): number[] {
  return edits.map(({ start }) => start + interval.start);
}

/** A haplotype has no one site. */
function changesOf(
  { tracks, readout, targets }: ReferenceValues,
  task: PerturbationTask,
  changed: BinPieces | undefined,
  limits: Pick<IntervalVariants, 'interval' | 'maxTargets' | 'minEffect'>,
): Pick<VariantScores, 'local' | 'distal'> {
  const sites = sitesOf(task, limits.interval);
  const [site, ...others] = sites;
  // Of a deletion the first base is gone; where each base has a value, that of the base before it is told.
  const kept = limits.interval.start + siteOf(defined(task.edits[0]));
  return {
    local:
      others.length > 0
        ? []
        : tracks.map(({ info, bins }) =>
            localEffect(bins, info, info.bin === 1 ? kept : defined(site), changed),
          ),
    distal: readout ? distalEffects(readout, targets, sites, changed, limits) : [],
  };
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
  | { readonly kind: 'variant' | 'masked'; readonly variant: number }
  | {
      readonly kind: 'without' | 'withVariant';
      readonly variant: number;
      readonly gene: AnnotatedGene;
    };

/** A task for each variant, one for each that is masked, two for each gene outside of which N is read. */
function plan(
  wanted: IntervalVariants,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
): { tasks: PerturbationTask[]; owners: TaskOwner[] } {
  const { tokens, variants, masked, scorers, interval, sideContext } = wanted;
  const tasks = variants.map((edits) => variantTask(edits, tokens.length, gives, scorers));
  const owners: TaskOwner[] = variants.map((_, variant) => ({ kind: 'variant', variant }));
  for (const [variant, edits] of variants.entries()) {
    const [edit, ...others] = edits;
    if (edit === undefined || others.length > 0) continue;
    if (masked && gives.likelihood && isSubstitution(edit)) {
      const { start, end } = edit;
      const replaced = new Uint8Array(end - start).fill(maskToken);
      owners.push({ kind: 'masked', variant });
      tasks.push({
        edits: [{ start, end, tokens: replaced }],
        tracks: false,
        distributions: { before: { start, end: start }, after: { start, end } },
      });
    }
    if (!wantsOutside(wanted) || !gives.tracks) continue;
    const reach = (scorers?.distance ?? 0) + sideContext;
    for (const gene of genesAt(scorers?.annotation, edit, interval)) {
      const both = outsideTasks(gene, edit, { interval, reach });
      if (both === undefined) continue;
      owners.push({ kind: 'without', variant, gene }, { kind: 'withVariant', variant, gene });
      tasks.push(both.without, both.withVariant);
    }
  }
  return { tasks, owners };
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

function localEffect(
  bins: BinValues,
  { id, bin }: TrackInfo,
  site: number,
  changed: BinPieces | undefined,
): LocalEffect {
  const value = bins.at(Math.floor(site / bin));
  return { track: id, value, effect: bins.at(Math.floor(site / bin), changed) - value };
}

function distalEffects(
  bins: BinValues,
  targets: readonly EffectTarget[],
  sites: readonly number[],
  changed: BinPieces | undefined,
  { maxTargets, minEffect }: Pick<IntervalVariants, 'maxTargets' | 'minEffect'>,
): DistalEffect[] {
  return targets
    .map((target) => {
      const value = bins.max(target);
      return { target, value, effect: bins.max(target, changed) - value };
    })
    .filter(({ effect }) => effect !== 0 && Math.abs(effect) >= minEffect)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, maxTargets)
    .map((found) => ({ ...found, distance: distanceTo(found.target, sites) }));
}

/** From the nearest of the sites. */
function distanceTo({ start, end }: EffectTarget, sites: readonly number[]): number {
  const middle = Math.round((start + end) / 2);
  return sites
    .map((site) => middle - site)
    .reduce((nearest, one) => (Math.abs(one) < Math.abs(nearest) ? one : nearest));
}
