import type { GraphKind, RowSettings } from '../../contract/index.ts';
import { signalColor } from '../colors.ts';
import type { ShownValues, SignalBin } from '../tracks/index.ts';
import type { Range } from '../value-scale.ts';

/** Kinds of graph by igv's names, as projects have them whose signals were arranged in its menu. */
const igvGraphs: Readonly<Record<string, GraphKind>> = {
  ...{ bar: 'bars', line: 'line', points: 'points', heatmap: 'heat map' },
};

const summaries = ['mean', 'max', 'min', 'none'] as const;

/** How a file of values is drawn. */
export interface SignalSettings {
  readonly graph: GraphKind;
  readonly log: boolean;
  /** Its scale hangs down. */
  readonly flipped: boolean;
  /** What of the values that share a pixel is drawn; `none`: all of them. */
  readonly summary: 'mean' | 'max' | 'min' | 'none';
}

export function signalSettings({ graph, log, options = {} }: RowSettings): SignalSettings {
  return {
    graph: graph ?? igvGraphs[String(options.graphType)] ?? 'bars',
    log: log ?? options.logScale === true,
    flipped: options.flipAxis === true,
    summary: summaries.find((one) => one === options.windowFunction) ?? 'mean',
  };
}

/** Bins as they are drawn. */
export function summarised(bins: readonly SignalBin[], settings: RowSettings): SignalBin[] {
  const { summary } = signalSettings(settings);
  if (summary === 'none') return [...bins];
  return bins.map((bin) => {
    const value = summary === 'mean' ? bin.value : bin[summary];
    return { ...bin, value, min: value, max: value };
  });
}

/** What is drawn of a file of values, on the screen and on paper. */
export function signalValues(
  settings: RowSettings,
  bins: readonly SignalBin[] | undefined,
  range: Range,
  {
    color = signalColor,
    below,
  }: { readonly color?: string | undefined; readonly below?: string | undefined },
): ShownValues {
  const { summary, ...look } = signalSettings(settings);
  return {
    ...{ ...look, hasMeans: summary === 'none', bins: bins?.map((bin) => ({ ...bin, layer: 0 })) },
    // It may have values anywhere.
    ...{ layers: [[{}]], bin: 1, range, color, belowColor: below },
    ...{ isDifference: false, isAllele: false },
  };
}
