import {
  defined,
  type DistalEffect,
  type EffectTarget,
  type LocalEffect,
  type Region,
  type TrackInfo,
  type VariantScores,
} from '../../../contract/index.ts';
import type { BinPieces, PerturbationTask } from '../../../engine/index.ts';
import { BinValues } from '../../effects/index.ts';
import type { IntervalVariants } from './interval-variants.ts';
import { siteOf } from '../scorers/index.ts';

/** The reference's own values, as changes are taken from them. */
export interface ReferenceValues {
  readonly tracks: readonly { readonly info: TrackInfo; readonly bins: BinValues }[];
  readonly readout: BinValues | undefined;
  readonly targets: readonly EffectTarget[];
}

export function readReference(
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

/** Where the edits stand on the contig, as VCF has it. */
function sitesOf({ edits }: PerturbationTask, interval: Region): number[] {
  return edits.map((edit) => siteOf(edit) + interval.start);
}

/** Local and distal effects; a haplotype has no one site, so none that are local. */
export function changesOf(
  { tracks, readout, targets }: ReferenceValues,
  task: PerturbationTask,
  changed: BinPieces | undefined,
  limits: Pick<IntervalVariants, 'interval' | 'maxTargets' | 'minEffect'>,
): Pick<VariantScores, 'local' | 'distal'> {
  const { start } = limits.interval;
  const [edit, ...others] = task.edits;
  // Of a deletion the first base is gone; where each base has a value, that of the base before it is told,
  // and behind it where the sequence begins with it.
  const first = defined(edit);
  const isFirstGone = first.start === 0 && first.tokens.length === 0;
  const kept = start + (isFirstGone ? first.end : siteOf(first));
  return {
    local:
      others.length > 0
        ? []
        : tracks.map(({ info, bins }) =>
            localEffect(bins, info, info.bin === 1 ? kept : start + first.start, changed),
          ),
    distal: readout
      ? distalEffects(readout, targets, sitesOf(task, limits.interval), changed, limits)
      : [],
  };
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
