import {
  defined,
  fixed,
  type Calibration,
  type LearningPoint,
  type Measure,
  type RankingCurves,
  type Scatter,
} from '../../contract/index.ts';
import {
  chartColors,
  drawChartFrame,
  drawLine,
  drawPoints,
  drawReference,
  type ChartFrame,
  type ChartSize,
} from './chart.ts';
import { withAlpha } from '../colors.ts';
import type { Pen } from '../pen.ts';

type Chart = (pen: Pen, size: ChartSize) => ChartFrame;

const share = { low: 0, high: 1 };

/** px of the counts below a calibration. */
export const countsHeight = 40;

/** A ROC curve, with the diagonal that is chance. */
export function rocChart({ roc }: RankingCurves, measure: Measure): Chart {
  return (pen, size) => {
    const frame = drawChartFrame(pen, size, {
      title: 'ROC',
      subtitle: `AUROC ${measured(measure)}`,
      x: { name: 'false positive rate', ...share },
      y: { name: 'true positive rate', ...share },
    });
    drawReference(pen, frame, [0, 0], [1, 1]);
    const { falsePositiveRate: xs, truePositiveRate: ys } = roc;
    drawCurve(pen, [
      [frame.x(0), frame.y(0)],
      ...xs.map((x, i): [number, number] => [frame.x(x), frame.y(defined(ys[i]))]),
    ]);
    return frame;
  };
}

/** Precision by recall, in the steps whose area is average precision, with the share of positives. */
export function precisionRecallChart(
  { precisionRecall, positives, negatives }: RankingCurves,
  measure: Measure,
): Chart {
  return (pen, size) => {
    const rate = positives / (positives + negatives);
    const frame = drawChartFrame(pen, size, {
      title: 'Precision and recall',
      subtitle: `AUPRC ${measured(measure)}`,
      x: { name: `recall; dashed: base rate ${rate.toPrecision(2)}`, ...share },
      y: { name: 'precision', ...share },
    });
    drawReference(pen, frame, [0, rate], [1, rate]);
    const { recall, precision } = precisionRecall;
    drawCurve(
      pen,
      recall.flatMap((x, i) => {
        const y = frame.y(defined(precision[i]));
        const from: [number, number] = [frame.x(recall[i - 1] ?? 0), y];
        return [from, [frame.x(x), y] as [number, number]];
      }),
    );
    return frame;
  };
}

/** What was observed by what was said, with intervals; below it how many rows each bin has. */
export function calibrationChart({ bins, ece }: Calibration): Chart {
  return (pen, size) => {
    const frame = drawChartFrame(pen, size, {
      ...{ title: 'Calibration', subtitle: `expected error ${decimals(ece)}; 95 % intervals` },
      foot: countsHeight,
      x: { name: 'predicted probability', ...share },
      y: { name: 'observed share', ...share },
    });
    drawReference(pen, frame, [0, 0], [1, 1]);
    const filled = bins.filter(({ count }) => count > 0);
    drawPoints(
      pen,
      frame,
      filled.map(({ predicted, observed, low, high }) => {
        return { x: predicted, y: observed, low, high };
      }),
    );
    // Counts differ by orders of magnitude, so their bars grow by the logarithm and say the number.
    const most = Math.log10(1 + Math.max(...filled.map(({ count }) => count)));
    const [bottom, room] = [size.height, countsHeight - 18];
    pen.textAlign = 'center';
    pen.textBaseline = 'alphabetic';
    for (const { from, to, count } of filled) {
      const height = Math.max(1, (room * Math.log10(1 + count)) / most);
      const [left, right] = [frame.x(from) + 1, frame.x(to) - 1];
      pen.fillStyle = chartColors.chance;
      pen.fillRect(left, bottom - height, right - left, height);
      pen.fillStyle = chartColors.soft;
      pen.fillText(shortCount(count), (left + right) / 2, bottom - height - 2);
    }
    pen.textAlign = 'right';
    pen.fillText('rows', frame.left - 6, bottom - 2);
    return frame;
  };
}

/** A measure on what was held out, by how many labels there were to fit to. */
export function learningChart(points: readonly LearningPoint[], measure: string): Chart {
  return (pen, size) => {
    const known = points.flatMap(({ bins, value, low, high }) => {
      return value === null || Number.isNaN(value) ? [] : [{ x: bins, y: value, low, high }];
    });
    const most = Math.max(1, ...points.map(({ bins }) => bins));
    const frame = drawChartFrame(pen, size, {
      ...{ title: 'Learning curve', subtitle: 'on the held-out bins; 95 % intervals' },
      x: { name: 'training bins', low: 0, high: most },
      y: { name: measure, low: Math.min(0, ...known.map(({ y }) => y)), high: 1 },
    });
    drawPoints(pen, frame, known);
    return frame;
  };
}

/** Observed by predicted values: points, or cells that are the darker the more rows they have. */
export function scatterChart(scatter: Scatter, measure: Measure): Chart {
  return (pen, size) => {
    const { rows, predicted, observed, points, density } = scatter;
    const counted = `${rows.toLocaleString('en-US')} rows`;
    const frame = drawChartFrame(pen, size, {
      ...{ title: 'Observed and predicted', subtitle: `R2 ${measured(measure)}; ${counted}` },
      x: { name: 'predicted', ...padded(predicted) },
      y: { name: 'observed', ...padded(observed) },
    });
    if (density) {
      const most = Math.log1p(Math.max(...density.count));
      const at = ([low, high]: readonly [number, number], cell: number) =>
        low + ((high - low) * cell) / density.side;
      for (const [i, count] of density.count.entries()) {
        const [column, row] = [defined(density.column[i]), defined(density.row[i])];
        const [left, right] = [frame.x(at(predicted, column)), frame.x(at(predicted, column + 1))];
        const [bottom, top] = [frame.y(at(observed, row)), frame.y(at(observed, row + 1))];
        pen.fillStyle = withAlpha(chartColors.curve, 0.15 + (0.85 * Math.log1p(count)) / most);
        pen.fillRect(left, top, right - left, bottom - top);
      }
    }
    pen.fillStyle = withAlpha(chartColors.curve, 0.5);
    for (const [i, value] of points?.observed.entries() ?? []) {
      const x = defined(points?.predicted[i]);
      pen.fillRect(frame.x(x) - 1.5, frame.y(value) - 1.5, 3, 3);
    }
    const [low, high] = [
      Math.max(padded(predicted).low, padded(observed).low),
      Math.min(padded(predicted).high, padded(observed).high),
    ];
    if (low < high) drawReference(pen, frame, [low, low], [high, high]);
    return frame;
  };
}

/** Ends of an axis on which nothing lies at the very edge. */
function padded([low, high]: readonly [number, number]): { low: number; high: number } {
  const room = (high - low || Math.abs(low) || 1) * 0.04;
  return { low: low - room, high: high + room };
}

function drawCurve(pen: Pen, points: readonly (readonly [number, number])[]): void {
  pen.strokeStyle = chartColors.curve;
  pen.lineWidth = 1.5;
  drawLine(
    pen,
    points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  );
}

/** `0.942 (0.929 to 0.953)`; a dash for what is not known. */
function measured({ value, low, high }: Measure): string {
  const hasInterval = Number.isFinite(low) && Number.isFinite(high);
  const interval = hasInterval ? ` (${fixed(low)} to ${fixed(high)})` : '';
  return `${decimals(value)}${interval}`;
}

/** What JSON has for NaN is null. */
export function decimals(value: number | null): string {
  return value === null || Number.isNaN(value) ? '-' : fixed(value);
}

/** `7`, `312`, `1.2k`, `56k`, `3.1M`: no wider than a bar. */
function shortCount(count: number): string {
  const [unit, letter] = count < 1e3 ? [1, ''] : count < 1e6 ? [1e3, 'k'] : [1e6, 'M'];
  const value = count / unit;
  return `${value < 10 && unit > 1 ? value.toFixed(1) : Math.round(value)}${letter}`;
}
