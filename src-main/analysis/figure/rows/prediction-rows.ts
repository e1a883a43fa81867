import {
  colorOf,
  comparedColor,
  drawValues,
  emptyHeight,
  fetchBins,
  graphOf,
  hasSeveral,
  isDifference,
  isOutOfView,
  leastLetterWidth,
  ownRange,
  predictionValues,
  rangeOf,
  referenceColor,
  shownRange,
  signColors,
  unitOf,
  unknownIn,
  withBases,
  type LegendItem,
  type PredictionBin,
  type PredictionRow,
  type PredictionSpec,
  type Range,
} from '../../../drawing/index.ts';
import { absentLegend } from './absent-legend.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** px of a row whose height nobody chose. */
const usualHeight = 56;

/** A model's track, or what an allele makes of it: the values that the cache has. */
export const readPredictionRow: ReadRow<PredictionRow> = async (row, context) => {
  const { spec } = row;
  const { region } = context;
  const bins = await binsOf(spec, context);
  const range = await rangeFor(row, bins, context);
  const isEmpty = isOutOfView(spec.layers.flat(), region);
  const height = isEmpty ? emptyHeight : (row.settings.height ?? usualHeight);
  const values = predictionValues(spec, bins, range);
  return [
    {
      name: row.name,
      detail: isEmpty ? undefined : detailOf(spec, range),
      axis: isEmpty || values.graph === 'heat map' ? undefined : shownRange(range, values.log),
      legend: isEmpty ? absentLegend(spec.layers.flat(), region) : legendOf(spec, bins, context),
      layOut: () => ({
        height,
        draw: (pen, place) => {
          drawValues(pen, values, isEmpty ? { ...place, height: emptyHeight } : place);
        },
      }),
    },
  ];
};

/** Bins as they are drawn, with their letters where there is room for them. */
async function binsOf(
  spec: PredictionSpec,
  { region, bpPerPixel, view, genome, signal }: RowContext,
): Promise<readonly PredictionBin[]> {
  const { contig: chr, start, end } = region;
  const bins = await fetchBins(spec, { chr, start, end, bpPerPixel }, view);
  const isWide = spec.info.bin === 1 && bpPerPixel * leastLetterWidth <= 1;
  if (graphOf(spec) !== 'letters' || !isWide) return bins;
  return withBases(bins, await genome.fetch(region, { signal }), start);
}

async function rangeFor(
  { spec }: PredictionRow,
  bins: readonly PredictionBin[],
  context: RowContext,
): Promise<Range> {
  const own = ownRange(spec);
  if (own) return own;
  if (spec.settings.scale?.kind !== 'group') return rangeOf(bins);
  const others = context.rows.flatMap((row) =>
    row.kind === 'prediction' && row.group === spec.group && row.settings.scale?.kind === 'group'
      ? [row.spec]
      : [],
  );
  const all = await Promise.all(others.map((other) => binsOf(other, context)));
  return rangeOf([...bins, ...all.flat()]);
}

function detailOf(spec: PredictionSpec, { min, max }: Range): string {
  const most = String(Number(Math.max(Math.abs(min), Math.abs(max)).toPrecision(3)));
  return [
    unitOf(spec),
    ...(spec.settings.log ? ['log scale'] : []),
    ...(graphOf(spec) === 'heat map' ? [`full colour at ${min < 0 ? '±' : ''}${most}`] : []),
  ].join(', ');
}

function legendOf(
  spec: PredictionSpec,
  bins: readonly PredictionBin[],
  { region, bpPerPixel }: RowContext,
): LegendItem[] {
  const { layers, alleles } = spec;
  const items: LegendItem[] = [];
  const color = colorOf(spec);
  const [one, other] = layers.map((layer) => layer[0]?.model ?? '');
  if (isDifference(spec)) {
    const isSplit = graphOf(spec) === 'heat map';
    items.push({ text: 'lower', sign: { kind: 'box', color: signColors.less, isSplit } });
    items.push({ text: 'higher', sign: { kind: 'box', color: signColors.more } });
  } else if (alleles !== undefined) {
    items.push({ text: 'reference', sign: { kind: 'box', color: referenceColor } });
    items.push({ text: `with ${alleles}`, sign: { kind: 'line', color, width: 2 } });
  } else if (other !== undefined) {
    items.push({ text: `filled: ${one}`, sign: { kind: 'box', color } });
    items.push({ text: `line: ${other}`, sign: { kind: 'line', color: comparedColor, width: 1 } });
  }
  const graph = graphOf(spec);
  const isBars = graph === 'bars' || (graph === 'letters' && bpPerPixel * leastLetterWidth > 1);
  if (isBars && hasSeveral(spec.info, { bpPerPixel })) {
    const text = 'full height: largest value in a pixel; dark: mean';
    items.push({ text, sign: { kind: 'box', color: '#8a94a1', height: 0.6 } });
  }
  const seen = {
    ...{ contig: region.contig, bpStart: region.start, bpPerPixel, height: 0 },
    width: (region.end - region.start) / bpPerPixel,
  };
  const first = bins.filter(({ layer }) => layer === 0);
  if (unknownIn(seen, layers[0] ?? [], first).length > 0) {
    items.push({ text: 'no value: N, or less than a bin', sign: { kind: 'hatch' } });
  }
  return [...items, ...absentLegend(layers.flat(), region)];
}
