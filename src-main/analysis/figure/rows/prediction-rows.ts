import {
  colorOf,
  drawValues,
  emptyHeight,
  fetchBins,
  graphOf,
  hasSeveral,
  isDifference,
  isOutOfView,
  leastLetterWidth,
  ownRange,
  pixelBins,
  predictionValues,
  rangeOf,
  referenceColor,
  shownRange,
  secondColor,
  signColors,
  sourcesShown,
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
import { readSignals } from './read-signal.ts';
import type { ReadRow, RowContext } from './row-context.ts';

/** px of a row whose height nobody chose. */
const usualHeight = 56;

/** A model's track, or what an allele makes of it: the values that the cache has. */
export const readPredictionRow: ReadRow<PredictionRow> = async (row, context) => {
  const { spec } = row;
  const { region } = context;
  const bins = await binsOf(spec, context);
  const range = await rangeFor(row, bins, context);
  const isEmpty = isOutOfView(sourcesShown(spec), region);
  const height = isEmpty ? emptyHeight : (row.settings.height ?? usualHeight);
  const values = predictionValues(spec, bins, range);
  return [
    {
      name: row.name,
      detail: isEmpty ? undefined : detailOf(spec, range),
      axis: isEmpty || values.graph === 'heat map' ? undefined : shownRange(range, values.log),
      legend: isEmpty ? absentLegend(sourcesShown(spec), region) : legendOf(spec, bins, context),
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
  context: RowContext,
): Promise<readonly PredictionBin[]> {
  const { region, bpPerPixel, view, genome, signal } = context;
  const { contig: chr, start, end } = region;
  const bins = await fetchBins(
    spec,
    { chr, start, end, bpPerPixel },
    {
      view,
      signal: async (file, { start, end }) => {
        const seen = { ...context, region: { ...region, start, end } };
        const signals = await readSignals(file, seen);
        return signals.flatMap((one) => pixelBins(one, seen.region, bpPerPixel));
      },
    },
  );
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
  const { layers, alleles, signals } = spec;
  const items: LegendItem[] = [];
  const color = colorOf(spec);
  if (isDifference(spec)) {
    const isSplit = graphOf(spec) === 'heat map';
    const [first, second] = (signals ?? []).map(({ name }) => name);
    const than = (word: string) => (first && second ? `${second} ${word} than ${first}` : word);
    items.push({ text: than('lower'), sign: { kind: 'box', color: signColors.less, isSplit } });
    items.push({ text: than('higher'), sign: { kind: 'box', color: signColors.more } });
  } else if (alleles !== undefined) {
    items.push({ text: 'reference', sign: { kind: 'box', color: referenceColor } });
    items.push({ text: `with ${alleles}`, sign: { kind: 'line', color, width: 2 } });
  } else if (signals) {
    const isFilled = !['line', 'points'].includes(graphOf(spec));
    const line = { kind: 'line', width: 1.5 } as const;
    items.push({
      text: `${isFilled ? 'filled: ' : ''}${signals[0].name}`,
      sign: isFilled ? { kind: 'box', color } : { ...line, color },
    });
    items.push({
      text: `${isFilled ? 'line: ' : ''}${signals[1].name}`,
      sign: { ...line, color: secondColor(signals) },
    });
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
  if (
    unknownIn(seen, isDifference(spec) ? sourcesShown(spec) : (layers[0] ?? []), first).length > 0
  ) {
    const why = signals ? 'no value of both' : 'no value: N, or less than a bin';
    items.push({ text: why, sign: { kind: 'hatch' } });
  }
  return [...items, ...absentLegend(sourcesShown(spec), region)];
}
