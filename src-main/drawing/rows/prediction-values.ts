import type { ShownValues } from '../tracks/index.ts';
import type { Range } from '../value-scale.ts';
import { graphOf, type PredictionBin, type PredictionSpec } from './prediction-bins.ts';

/** What is drawn of a predicted track, on the screen and on paper. */
export function predictionValues(
  spec: PredictionSpec,
  bins: readonly PredictionBin[] | undefined,
  range: Range,
  color = colorOf(spec),
): ShownValues {
  const { info, layers, alleles, settings } = spec;
  return {
    ...{ bins, layers, range, color, bin: info.bin, graph: graphOf(spec) },
    ...{ log: settings.log ?? false, isDifference: isDifference(spec) },
    isAllele: alleles !== undefined,
  };
}

export function colorOf({ settings, info }: PredictionSpec): string {
  return settings.color ?? info.color;
}

/** Whether its values are one answer less another: of two runs, two alleles, or two contexts. */
export function isDifference({ compared, window }: PredictionSpec): boolean {
  return compared === 'difference' || window !== undefined;
}

/** What its values are told in, in few letters: it stands below a row's name. */
export function unitOf({ info, compared }: PredictionSpec): string {
  if (compared !== 'difference') return info.unit;
  return info.unit === '' ? 'difference' : `Δ ${info.unit}`;
}

/** The scale that is the row's own; undefined where its values give it, alone or with a group's. */
export function ownRange(spec: PredictionSpec): Range | undefined {
  const { settings, info, window } = spec;
  const { scale } = settings;
  if (scale?.kind === 'fixed') return { min: scale.min, max: scale.max };
  const usual = window === undefined ? 'probability' : 'difference of probability';
  if (scale || info.unit !== usual) return undefined;
  return { min: isDifference(spec) ? -1 : 0, max: 1 };
}
