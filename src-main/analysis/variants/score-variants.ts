import type {
  DistalEffect,
  EffectTarget,
  Region,
  SiteEffect,
  TrackInfo,
  VariantScores,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { maskToken, type Edit } from '../../sequence/index.ts';
import { changeInterval, type EditSettings, type EditTools } from '../perturbations/index.ts';
import { BinValues, type ChooseTargets } from '../effects/index.ts';

import { hasLikelihood, headTracks } from '../../model/index.ts';
import {
  flankLogRatio,
  isSubstitution,
  substitutionLogRatio,
  wantedDistributions,
} from './log-ratio.ts';

/** Variants of one interval, scored together. */
export interface VariantRequest {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** Each is one allele, or all edits of a haplotype in order; tokens count from the interval's start. */
  readonly variants: readonly (readonly Edit[])[];
  /** Chosen once the interval has been read. */
  readonly targets: ChooseTargets;
  /** Track that is watched at the targets; absent for a model without tracks. */
  readonly track?: TrackInfo | undefined;
  /** Wants the masked ratio too. */
  readonly masked: boolean;
  /** Most distal effects that are told of a variant. */
  readonly most: number;
  /** Smallest one, either way. */
  readonly least: number;
}

/** Scores each variant by itself. Results in the variants' order. Errors: those of the pass. */
export async function scoreVariants(
  request: VariantRequest,
  settings: EditSettings,
  tools: EditTools,
): Promise<VariantScores[]> {
  const { interval, tokens, variants } = request;
  const { manifest } = tools.model.model;
  const tracks = headTracks(manifest);
  const likelihood = hasLikelihood(manifest);
  const { tasks, masks } = plan(request, { tracks: tracks.length > 0, likelihood });
  const scores: VariantScores[] = [];
  const masked: (number | undefined)[] = [];
  let unchanged: Unchanged | undefined;
  const take = (result: PerturbationResult, base: BinPieces | undefined) => {
    const task = tasks[result.task]!;
    const variant = masks[result.task - variants.length];
    if (variant !== undefined) {
      const [edit] = variants[variant]!;
      masked[variant] = substitutionLogRatio(tokens, edit!, result.distributions!.after);
      return;
    }
    unchanged ??= readUnchanged(request, tracks, base);
    scores[result.task] = {
      interval,
      logRatio: task.distributions && logRatio(tokens, task, result),
      ...changesOf(unchanged, sitesOf(task, interval), result.bins, request),
    };
  };
  await changeInterval({ start: interval.start, tokens }, tasks, settings, tools, take);
  return scores.map((score, v) => ({ ...score, maskedLogRatio: masked[v] }));
}

/** The reference's own values, as changes are taken from them. */
interface Unchanged {
  readonly tracks: readonly { readonly info: TrackInfo; readonly bins: BinValues }[];
  readonly watched: BinValues | undefined;
  readonly targets: readonly EffectTarget[];
}

function readUnchanged(
  { track, targets }: VariantRequest,
  infos: readonly TrackInfo[],
  base: BinPieces | undefined,
): Unchanged {
  if (base === undefined) return { tracks: [], watched: undefined, targets: [] };
  const tracks = infos.map((info, i) => ({ info, bins: new BinValues(base, i, info.bin) }));
  const binsOf = ({ id }: TrackInfo) => tracks.find(({ info }) => info.id === id)!.bins;
  return {
    tracks,
    watched: track && binsOf(track),
    targets: track ? targets(binsOf) : [],
  };
}

/** Where the edits stand on the contig. */
function sitesOf({ edits }: PerturbationTask, interval: Region): number[] {
  return edits.map(({ start }) => start + interval.start);
}

/** A haplotype has no one site. */
function changesOf(
  { tracks, watched, targets }: Unchanged,
  sites: readonly number[],
  changed: BinPieces | undefined,
  limits: Pick<VariantRequest, 'most' | 'least'>,
): Pick<VariantScores, 'site' | 'distal'> {
  const [site, ...others] = sites;
  return {
    site:
      others.length > 0
        ? []
        : tracks.map(({ info, bins }) => siteEffect(bins, info, site!, changed)),
    distal: watched ? distalEffects(watched, targets, sites, changed, limits) : [],
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
    distributions: scored ? wantedDistributions(edits[0]!, length) : undefined,
  };
}

/** A task for each variant, then one for each that is masked: `masks` tells of which variant. */
function plan(
  { tokens, variants, masked }: VariantRequest,
  gives: { readonly tracks: boolean; readonly likelihood: boolean },
): { tasks: PerturbationTask[]; masks: number[] } {
  const tasks = variants.map((edits) => variantTask(edits, tokens.length, gives));
  const masks: number[] = [];
  if (!masked || !gives.likelihood) return { tasks, masks };
  for (const [v, edits] of variants.entries()) {
    const [edit] = edits;
    if (edits.length > 1 || !isSubstitution(edit!)) continue;
    const { start, end } = edit!;
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

function logRatio(
  tokens: Uint8Array,
  { edits, distributions: wanted }: PerturbationTask,
  { distributions: found }: PerturbationResult,
): number | undefined {
  const [edit] = edits;
  return isSubstitution(edit!)
    ? substitutionLogRatio(tokens, edit!, found!.before)
    : flankLogRatio(tokens, edit!, wanted!, found!);
}

function siteEffect(
  bins: BinValues,
  { id, bin }: TrackInfo,
  site: number,
  changed: BinPieces | undefined,
): SiteEffect {
  const value = bins.at(Math.floor(site / bin));
  return { track: id, value, effect: bins.at(Math.floor(site / bin), changed) - value };
}

function distalEffects(
  bins: BinValues,
  targets: readonly EffectTarget[],
  sites: readonly number[],
  changed: BinPieces | undefined,
  { most, least }: Pick<VariantRequest, 'most' | 'least'>,
): DistalEffect[] {
  return targets
    .map((target) => {
      const value = bins.largest(target);
      return { target, value, effect: bins.largest(target, changed) - value };
    })
    .filter(({ effect }) => effect !== 0 && Math.abs(effect) >= least)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, most)
    .map((found) => ({ ...found, distance: distanceTo(found.target, sites) }));
}

/** From the nearest of the sites. */
function distanceTo({ start, end }: EffectTarget, sites: readonly number[]): number {
  const middle = Math.round((start + end) / 2);
  return sites
    .map((site) => middle - site)
    .reduce((nearest, one) => (Math.abs(one) < Math.abs(nearest) ? one : nearest));
}
