import {
  defined,
  type EffectElement,
  type EffectMap,
  type EffectTarget,
  type KnockOut,
  type Region,
  type Span,
  type TrackInfo,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationTask } from '../../engine/index.ts';

import { perturbInterval, type PerturbationSettings } from '../perturbations/index.ts';
import { headTracks } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';

import { BinValues } from './bin-values.ts';
import type { ChooseTargets } from './find-targets.ts';
import { knockOutTasks } from './knock-out.ts';

export interface KnockOuts {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `PassJob.valued`. */
  readonly valued?: readonly Span[] | undefined;
  /** Inside the interval. */
  readonly elements: readonly EffectElement[];
  readonly chooseTargets: ChooseTargets;
  /** The readout track. */
  readonly track: TrackInfo;
  readonly knockOut: KnockOut;
}

/** Knocks out each element and takes the change at every target. Errors: those of the pass. */
export async function computeEffects(
  { interval, tokens, valued, elements, chooseTargets, track, knockOut }: KnockOuts,
  settings: PerturbationSettings,
  context: AnalysisContext,
): Promise<EffectMap> {
  const owners: number[] = [];
  const tasks: PerturbationTask[] = [];
  for (const [element, { start, end }] of elements.entries()) {
    const range = { start: start - interval.start, end: end - interval.start };
    for (const task of knockOutTasks(tokens, range, knockOut)) {
      owners.push(element);
      tasks.push(task);
    }
  }
  const changed: (BinPieces | undefined)[] = [];
  const sequence = { start: interval.start, tokens, valued, whole: true };
  const reference = await perturbInterval(sequence, tasks, settings, context, (result) => {
    changed[result.task] = result.bins;
  });

  const { model, identity } = context.model;
  const binsOf = ({ id, bin }: TrackInfo) => {
    const index = headTracks(model.manifest).findIndex((one) => one.id === id);
    return new BinValues(defined(reference), index, bin);
  };
  const bins = binsOf(track);
  const targets: readonly EffectTarget[] = chooseTargets(binsOf);
  const values = Float32Array.from(targets, (target) => bins.max(target));
  const effects = new Float32Array(elements.length * targets.length);
  const repeats = knockOut.kind === 'shuffle' ? knockOut.times : 1;
  for (const [task, owner] of owners.entries()) {
    for (const [t, target] of targets.entries()) {
      const effect = bins.max(target, changed[task]) - values[t]!;
      effects[owner * targets.length + t]! += effect / repeats;
    }
  }
  const { tolerance } = settings;
  const about = { model: identity, interval, track, knockOut, tolerance };
  return { ...about, elements, targets, values, effects };
}
