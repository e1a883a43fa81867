import type { ActivityAuroc } from './activity-auroc.ts';
import type { LengthRow } from './measure-model.ts';
import { drawPanel, strokeOf, text, type Line, type Panel, type Point } from './panel.ts';
import { formatDistance, formatKilobases } from './wording.ts';

/** Colours of models, told apart by colour-blind readers, too (Okabe and Ito). */
const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'] as const;

const gray = '#6e7781';

const [width, height] = [1000, 450];

/**
 * How well active promoters are told from inactive ones, by length of the context and by
 * distance to the enhancer with the longest and shortest context. SVG on a background of its own,
 * so that it can be read on a dark page.
 */
export function drawFigure(rows: readonly LengthRow[]): string {
  const models = [...Map.groupBy(rows, ({ model }) => model).values()].map((ofModel, i) => ({
    color: colors[i % colors.length]!,
    rows: ofModel.toSorted((a, b) => a.length - b.length),
  }));
  const y = yAxis(rows);
  const legend = models.map(({ color, rows }) => ({ color, dashed: false, words: rows[0]!.model }));
  const shortest = Math.min(...rows.map(({ length }) => length));
  const reset = {
    color: gray,
    dashed: true,
    words: `state reset every ${formatKilobases(shortest)}, as trained`,
  };
  const flawless = { color: gray, dashed: false, words: 'a flawless reader of as much' };
  const key = [...drawLegend(legend, 24), ...drawLegend([reset, flawless], 44)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<title>Active promoters told from inactive ones by length of the context</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
    ...key,
    drawPanel({ ...lengthPanel(models), ...y }, { left: 70, top: 94, width: 400, height: 290 }),
    drawPanel({ ...distancePanel(models), ...y }, { left: 560, top: 94, width: 410, height: 290 }),
    '</svg>\n',
  ].join('\n');
}

interface LegendEntry extends Pick<Line, 'color' | 'dashed'> {
  readonly words: string;
}

/** Side by side, at height `y`. */
function drawLegend(entries: readonly LegendEntry[], y: number): string[] {
  let x = 70;
  return entries.map(({ words, ...line }) => {
    const [from, at] = [x, x + 36];
    x += 60 + 6.4 * words.length;
    return `<path d="M${from.toFixed(0)} ${y}h28" ${strokeOf(line)}/>\n${text(at, y + 4, words)}`;
  });
}

interface ModelRows {
  readonly color: string;
  /** By length. */
  readonly rows: readonly LengthRow[];
}

function lengthPanel(models: readonly ModelRows[]): Omit<Panel, 'y' | 'yTicks'> {
  const lengths = models[0]!.rows.map(({ length }) => length);
  const [shortest, longest] = [lengths[0]!, lengths.at(-1)!].map(Math.log) as [number, number];
  const lines = models.flatMap(({ color, rows }, i): Line[] => {
    const first = rows[0]!.auroc;
    const aside = 0.06 * besides(i, models.length);
    return [
      {
        ...{ color, dashed: true },
        points: [
          { x: shortest, y: first },
          { x: longest, y: first },
        ],
      },
      { color, dashed: false, points: rows.map((row) => point(Math.log(row.length) + aside, row)) },
    ];
  });
  const flawless = models[0]!.rows.map((row) => ({ x: Math.log(row.length), y: row.flawless }));
  return {
    title: 'All promoters (bars: 95 % intervals)',
    xLabel: 'context (kbp, log scale)',
    ...shared,
    x: [shortest - 0.2, longest + 0.2],
    xTicks: lengths.map((length) => ({
      at: Math.log(length),
      label: Math.round(length / 1_000).toLocaleString('en-US'),
    })),
    lines: [{ color: gray, dashed: false, points: flawless }, ...lines],
  };
}

function distancePanel(models: readonly ModelRows[]): Omit<Panel, 'y' | 'yTicks'> {
  const ranges = models[0]!.rows[0]!.byDistance;
  const lines = models.flatMap(({ color, rows }, i) => {
    const aside = 0.12 * besides(i, models.length);
    const line = (row: LengthRow, dashed: boolean): Line => {
      const points = row.byDistance.map((range, bucket) =>
        point(bucket + aside + (dashed ? 0.05 : 0), range),
      );
      return { color, dashed, points };
    };
    return [line(rows[0]!, true), line(rows.at(-1)!, false)];
  });
  return {
    title: 'By distance to the acting enhancer',
    xLabel: 'promoter to nearest acting enhancer (kbp)',
    ...shared,
    x: [-0.5, ranges.length - 0.5],
    xTicks: ranges.map((range, at) => ({ at, label: formatDistance(range) })),
    lines,
  };
}

const shared = { yLabel: 'AUROC, active promoters', across: { y: 0.5, label: 'chance' } };

/** Side by side, so that one model's intervals do not hide another's. */
function besides(model: number, models: number): number {
  return model - (models - 1) / 2;
}

function yAxis(rows: readonly LengthRow[]): Pick<Panel, 'y' | 'yTicks'> {
  const values = rows.flatMap((row) => [row.auroc, ...row.byDistance.map(({ auroc }) => auroc)]);
  const tenths = Math.min(4, Math.floor(10 * Math.min(...values)));
  const yTicks = Array.from({ length: 11 - tenths }, (_, i) => (tenths + i) / 10);
  return { y: [tenths / 10, 1.02], yTicks };
}

function point(x: number, { auroc: y, interval }: ActivityAuroc): Point {
  return { x, y, interval };
}
