import {
  drawValues,
  rangeOf,
  shownRange,
  type FigureRow,
  type FileRow,
  type ValueBin,
} from '../../../drawing/index.ts';
import { BigWigFile } from '../../../formats/open-bigwig/index.ts';
import { readBedGraph } from '../../../formats/bedgraph/index.ts';
import { sameContig } from './same-contig.ts';
import type { ReadRow, RowContext } from './row-context.ts';

const usualColor = '#4a5563';

interface Signal {
  readonly name: string | undefined;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** The values of a bigWig or bedGraph file, a row a track. */
export const readSignalRows: ReadRow<FileRow> = async (row, context) => {
  const signals = await (row.track.format === 'bedgraph' ? fromBedGraph : fromBigWig)(row, context);
  return signals.map((signal): FigureRow => {
    const bins = pixelBins(signal, context);
    const { scale, log = false, graph = 'bars', color = usualColor } = row.settings;
    const range = scale?.kind === 'fixed' ? scale : rangeOf(bins);
    const values = { bins, layers: [], bin: 1, graph, range, log, color };
    return {
      name: signal.name === undefined ? row.name : `${row.name}: ${signal.name}`,
      axis: shownRange(range, log),
      legend: [],
      layOut: () => ({
        height: row.settings.height ?? 48,
        draw: (pen, place) =>
          drawValues(pen, { ...values, isDifference: false, isAllele: false }, place),
      }),
    };
  });
};

async function fromBigWig({ track }: FileRow, context: RowContext): Promise<Signal[]> {
  const { region, genome, signal } = context;
  const file = await BigWigFile.open(track.path, signal);
  try {
    const isSeen = sameContig(region.contig, genome.contigs);
    const contig = file.contigs.find(({ name }) => isSeen(name))?.name;
    if (contig === undefined) {
      context.onNote(`${track.name} has nothing on ${region.contig}.`);
      return [{ name: undefined, starts: [], ends: [], values: [] }];
    }
    const { starts, ends, scores } = await file.values({ ...region, contig }, signal);
    return [{ name: undefined, starts, ends, values: scores }];
  } finally {
    await file.close();
  }
}

async function fromBedGraph({ track }: FileRow, context: RowContext): Promise<Signal[]> {
  const { region, genome, signal } = context;
  const isSeen = sameContig(region.contig, genome.contigs);
  const tracks = await readBedGraph(
    track.path,
    ({ contig, start, end }) => start < region.end && end > region.start && isSeen(contig),
    signal,
  );
  if (tracks.length === 0) return [{ name: undefined, starts: [], ends: [], values: [] }];
  return tracks.map((one) => ({ ...one, name: tracks.length > 1 ? one.name : undefined }));
}

/**
 * The values by pixel: stretches that are wider stay as they are, of narrower ones their mean, weighted by
 * length, least and largest.
 */
function pixelBins(
  { starts, ends, values }: Signal,
  { region, bpPerPixel }: Pick<RowContext, 'region' | 'bpPerPixel'>,
): ValueBin[] {
  const bins: ValueBin[] = [];
  let open:
    { start: number; end: number; sum: number; bp: number; min: number; max: number } | undefined;
  const close = () => {
    if (!open) return;
    const { start, end, sum, bp, min, max } = open;
    bins.push({ start, end, value: sum / bp, min, max, layer: 0 });
    open = undefined;
  };
  const pixel = (base: number) => Math.floor((base - region.start) / bpPerPixel);
  const order = Array.from({ length: starts.length }, (_, i) => i);
  order.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  for (const i of order) {
    const start = Math.max(region.start, starts[i] ?? 0);
    const end = Math.min(region.end, ends[i] ?? 0);
    const value = values[i] ?? NaN;
    if (start >= end || Number.isNaN(value)) continue;
    if (end - start >= bpPerPixel) {
      close();
      bins.push({ start, end, value, min: value, max: value, layer: 0 });
      continue;
    }
    if (open && pixel(open.start) !== pixel(start)) close();
    const bp = end - start;
    open = open
      ? {
          ...{ start: open.start, end: Math.max(open.end, end), sum: open.sum + value * bp },
          ...{ bp: open.bp + bp, min: Math.min(open.min, value), max: Math.max(open.max, value) },
        }
      : { start, end, sum: value * bp, bp, min: value, max: value };
  }
  close();
  return bins;
}
