import type { ShownValues } from '../tracks/index.ts';
import type { Range } from '../value-scale.ts';
import { comparedColor } from '../colors.ts';
import {
  graphOf,
  isFile,
  type PredictionBin,
  type PredictionSource,
  type PredictionSpec,
  type SignalLook,
} from './prediction-bins.ts';

/** What is drawn of a predicted track, on the screen and on paper. */
export function predictionValues(
  spec: PredictionSpec,
  bins: readonly PredictionBin[] | undefined,
  range: Range,
  color = colorOf(spec),
): ShownValues {
  const { info, layers, alleles, settings, signals } = spec;
  return {
    ...{ bins, layers, range, color, bin: info.bin, graph: graphOf(spec) },
    ...{ log: settings.log ?? false, isDifference: isDifference(spec) },
    isAllele: alleles !== undefined,
    secondColor: signals && secondColor(signals),
  };
}

export function colorOf({ settings, info }: PredictionSpec): string {
  return settings.color ?? info.color;
}

/** Vermilion of Okabe and Ito. */
const alikeColor = '#d55e00';

/** Of the second line, which has another than usual where both signals have one colour. */
export function secondColor([first, second]: readonly [SignalLook, SignalLook]): string {
  if (first.color !== second.color) return second.color;
  return first.color === alikeColor ? comparedColor : alikeColor;
}

/** Whether its values are one answer less another, or over it: of two rows, two alleles, or two contexts. */
export function isDifference({ compared, window }: PredictionSpec): boolean {
  return (compared !== undefined && compared !== 'lines') || window !== undefined;
}

/** What has values to show: of a model and a file that become one, the model's alone, for a file may have them anywhere. */
export function sourcesShown(spec: PredictionSpec): readonly PredictionSource[] {
  const all = spec.layers.flat();
  const ofModels = all.filter((source) => !isFile(source));
  return isDifference(spec) && ofModels.length > 0 ? ofModels : all;
}

/** What its values are told in, in few letters: it stands below a row's name. */
export function unitOf({ info, compared }: PredictionSpec): string {
  if (compared === 'log2 ratio') return 'log2 ratio';
  if (compared !== 'difference') return info.unit;
  if (info.unit === '') return 'difference';
  return info.unit === 'unlike units' ? 'difference of unlike units' : `Δ ${info.unit}`;
}

/** The scale that is the row's own; undefined where its values give it, alone or with a group's. */
export function ownRange(spec: PredictionSpec): Range | undefined {
  const { settings, info, window, compared } = spec;
  const { scale } = settings;
  if (scale?.kind === 'fixed') return { min: scale.min, max: scale.max };
  const usual = window === undefined ? 'probability' : 'difference of probability';
  if (scale || info.unit !== usual || compared === 'log2 ratio') return undefined;
  return { min: isDifference(spec) ? -1 : 0, max: 1 };
}
