import type {
  EffectElement,
  EffectMap,
  EffectTarget,
  KnockOut,
  Region,
  TrackInfo,
} from '../../contract/index.ts';
import type { BinPieces, PerturbationTask } from '../../engine/index.ts';
import { changeInterval, type EditSettings, type EditTools } from '../perturbations/index.ts';
import { headTracks } from '../../model/index.ts';
import { BinValues } from './bin-values.ts';
import { knockOutTasks } from './knock-out.ts';

export interface EffectRequest {
  /** All that is read as one. */
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** Inside the interval. */
  readonly elements: readonly EffectElement[];
  /** Chosen once the unchanged sequence has been read; `bins` tells of one of the head's tracks. */
  readonly targets: (bins: (track: TrackInfo) => BinValues) => readonly EffectTarget[];
  readonly track: TrackInfo;
  readonly knockOut: KnockOut;
}

/** Knocks out each element and takes the change at every target. Errors: those of the pass. */
export async function computeEffects(
  request: EffectRequest,
  settings: EditSettings,
  tools: EditTools,
): Promise<EffectMap> {
  const { interval, tokens, elements, track, knockOut } = request;
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
  const read = { start: interval.start, tokens };
  const base = await changeInterval(read, tasks, settings, tools, (result) => {
    changed[result.task] = result.bins;
  });

  const { manifest } = tools.model.model;
  const binsOf = ({ id, bin }: TrackInfo) => {
    return new BinValues(
      base!,
      headTracks(manifest).findIndex((one) => one.id === id),
      bin,
    );
  };
  const bins = binsOf(track);
  const targets = request.targets(binsOf);
  const values = Float32Array.from(targets, (target) => bins.largest(target));
  const effects = new Float32Array(elements.length * targets.length);
  const repeats = knockOut.kind === 'shuffle' ? knockOut.times : 1;
  for (const [task, owner] of owners.entries()) {
    for (const [t, target] of targets.entries()) {
      const effect = bins.largest(target, changed[task]) - values[t]!;
      effects[owner * targets.length + t]! += effect / repeats;
    }
  }
  return {
    model: tools.model.identity,
    interval,
    track,
    knockOut,
    tolerance: settings.tolerance,
    elements,
    targets,
    values,
    effects,
  };
}
