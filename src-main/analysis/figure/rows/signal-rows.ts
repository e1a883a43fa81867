import {
  drawValues,
  pixelBins,
  rangeOf,
  shownRange,
  signalSettings,
  signalValues,
  type FigureRow,
  type FileRow,
  type Range,
  summarised,
  type SignalBin,
  type SignalColumns,
} from '../../../drawing/index.ts';
import { readSignals } from './read-signal.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** The values of a bigWig or bedGraph file, a row a track. */
export const readSignalRows: ReadRow<FileRow> = async (row, context) => {
  const signals = await readSignals(row.track, context);
  const shown = signals.map((signal) => ({
    signal,
    bins: binsOf(row, signal, context),
  }));
  const { log, graph, flipped } = signalSettings(row.settings);
  return Promise.all(
    shown.map(async ({ signal, bins }): Promise<FigureRow> => {
      const range = await rangeFor(row, bins, context);
      const values = signalValues(row.settings, bins, range, { color: row.settings.color });
      const { min, max } = shownRange(range, log);
      return {
        name: signal.name === undefined ? row.name : `${row.name}: ${signal.name}`,
        detail: detailOf({ log, graph }, range),
        axis: graph === 'heat map' ? undefined : flipped ? { min: max, max: min } : { min, max },
        legend: [],
        layOut: () => ({
          height: row.settings.height ?? 48,
          draw: (pen, place) => drawValues(pen, values, place),
        }),
      };
    }),
  );
};

/** What its axis does not say. */
function detailOf(
  { log, graph }: Pick<ReturnType<typeof signalSettings>, 'log' | 'graph'>,
  { min, max }: Range,
): string | undefined {
  const most = String(Number(Math.max(Math.abs(min), Math.abs(max)).toPrecision(3)));
  const words = [
    ...(log ? ['log scale'] : []),
    ...(graph === 'heat map' ? [`full colour at ${min < 0 ? '±' : ''}${most}`] : []),
  ];
  return words.length > 0 ? words.join(', ') : undefined;
}

function binsOf(
  { settings }: FileRow,
  signal: SignalColumns,
  { region, bpPerPixel }: RowContext,
): readonly SignalBin[] {
  return summarised(pixelBins(signal, region, bpPerPixel), settings);
}

/** By figure: what its signals share that are scaled as one, so that their files are not read for each of them. */
const sharedRanges = new WeakMap<RowContext, Promise<Range>>();

/** Its own, or that of all signals that are scaled as one. */
async function rangeFor(
  { settings: { scale } }: FileRow,
  own: readonly SignalBin[],
  context: RowContext,
): Promise<Range> {
  if (scale?.kind === 'fixed') return scale;
  if (scale?.kind !== 'group') return rangeOf(own);
  const shared = sharedRanges.get(context) ?? rangeOfGroup(context);
  sharedRanges.set(context, shared);
  return shared;
}

async function rangeOfGroup(context: RowContext): Promise<Range> {
  const rows = context.rows.flatMap((row) => {
    const isSignal = row.kind === 'file' && row.track.kind === 'signal';
    return isSignal && row.settings.scale?.kind === 'group' ? [row] : [];
  });
  const all = await Promise.all(
    rows.map(async (row) => {
      const signals = await readSignals(row.track, context);
      return signals.flatMap((signal) => binsOf(row, signal, context));
    }),
  );
  return rangeOf(all.flat());
}
