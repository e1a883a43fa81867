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
  flankLlr,
  isSubstitution,
  substitutionLlr,
  wantedDistributions,
} from './log-likelihood-ratio.ts';

/** Variants of one interval, scored together. */
export interface IntervalVariants {
  /** All that is read as one. */
  readonly interval: Region;
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
  const { tasks, masks } = plan(wanted, { tracks: tracks.length > 0, likelihood });
  const scores: VariantScores[] = [];
  const masked: (number | undefined)[] = [];
  // Results of one part come together, so the values of one are held at a time.
  let reference: { readonly part: ReferencePart; readonly values: ReferenceValues } | undefined;
  const take = (result: PerturbationResult, part: ReferencePart) => {
    const task = defined(tasks[result.task]);
    const variant = masks[result.task - variants.length];
    if (variant !== undefined) {
      const [edit] = defined(variants[variant]);
      masked[variant] = substitutionLlr(tokens, defined(edit), defined(result.distributions).after);
      return;
    }
    if (reference?.part.bins !== part.bins || reference?.part.read !== part.read) {
      reference = { part, values: readReference(wanted, tracks, part.bins) };
    }
    const { read } = part;
    scores[result.task] = {
      interval: {
        ...interval,
        start: interval.start + read.start,
        end: interval.start + read.end,
      },
      llr: task.distributions && llrOf(tokens, task, result),
      ...changesOf(reference.values, sitesOf(task, interval), result.bins, wanted),
    };
  };
  await perturbInterval({ start: interval.start, tokens, valued }, tasks, settings, context, take);
  return scores.map((score, v) => ({ ...score, maskedLlr: masked[v] }));
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
  sites: readonly number[],
  changed: BinPieces | undefined,
  limits: Pick<IntervalVariants, 'maxTargets' | 'minEffect'>,
): Pick<VariantScores, 'local' | 'distal'> {
  const [site, ...others] = sites;
  return {
    local:
      others.length > 0
        ? []
        : tracks.map(({ info, bins }) => localEffect(bins, info, defined(site), changed)),
    distal: readout ? distalEffects(readout, targets, sites, changed, limits) : [],
  };
}

/** What is computed for a variant in an interval of so many bases. */
export function variantTask(
  edits: readonly Edit[],
  length: number,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
): PerturbationTask {
  const scored = gives.likelihood && edits.length === 1;
  return {
    edits,
    tracks: gives.tracks,
    distributions: scored ? wantedDistributions(defined(edits[0]), length) : undefined,
  };
}

/** A task for each variant, then one for each that is masked: `masks` tells of which variant. */
function plan(
  { tokens, variants, masked }: IntervalVariants,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
): { tasks: PerturbationTask[]; masks: number[] } {
  const tasks = variants.map((edits) => variantTask(edits, tokens.length, gives));
  const masks: number[] = [];
  if (!masked || !gives.likelihood) return { tasks, masks };
  for (const [v, edits] of variants.entries()) {
    const [edit] = edits;
    if (edits.length > 1 || !isSubstitution(defined(edit))) continue;
    const { start, end } = defined(edit);
    const replaced = new Uint8Array(end - start).fill(maskToken);
    masks.push(v);
    tasks.push({
      edits: [{ start, end, tokens: replaced }],
      tracks: false,
      distributions: { before: { start, end: start }, after: { start, end } },
    });
  }
  return { tasks, masks };
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
