import { defined } from '../../contract/index.ts';
import type { Evaluation } from './evaluate-model.ts';

/** Side of the square, and room for words round it, in pixels. */
const side = 320;
const margin = { left: 56, top: 40, right: 16, bottom: 48 };
/** Points that a scatter shows at most. */
const mostPoints = 2000;

/**
 * A figure of an evaluation as SVG: the ROC curve of classes, or predicted against true values. Black
 * and one colour on white, so that it can be printed.
 */
export function evaluationFigure({ title, scored, measured, data }: Evaluation): string {
  const [all] = measured;
  const isClasses = defined(all).positive !== undefined;
  const [id, { value }] = defined(Object.entries(defined(all).metrics)[0]);
  const names: Readonly<Record<string, string>> = { auroc: 'AUROC', r2: 'R2' };
  const head = `${title}: ${names[id] ?? id} ${value.toFixed(3)}, ${defined(all).rows} rows of ${data}`;
  const points = isClasses
    ? rocPoints(scored.map(({ row, score }) => ({ score, positive: row.label === 1 })))
    : undefined;
  const body = points ? curve(points) : scatter(scored.map((one) => [one.score, one.row.label]));
  const [x, y] = isClasses
    ? ['False positives, share of negatives', 'True positives, share of positives']
    : ['Score', 'Label'];
  const [width, height] = [side + margin.left + margin.right, side + margin.top + margin.bottom];
  const middle = side / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${margin.left}" y="22">${escapeText(head)}</text>
<g transform="translate(${margin.left} ${margin.top})">
<rect width="${side}" height="${side}" fill="none" stroke="#000000"/>
${body}
<text x="${middle}" y="${side + 36}" text-anchor="middle">${x}</text>
<text transform="translate(-38 ${middle}) rotate(-90)" text-anchor="middle">${y}</text>
</g>
</svg>
`;
}

/** Shares of negatives and positives at or above each score, the highest first; ties are one step. */
export function rocPoints(
  rows: readonly { readonly score: number; readonly positive: boolean }[],
): [number, number][] {
  const sorted = rows.toSorted((a, b) => b.score - a.score);
  const positives = rows.filter(({ positive }) => positive).length;
  const negatives = rows.length - positives;
  const points: [number, number][] = [[0, 0]];
  let [truePositives, falsePositives] = [0, 0];
  for (const [i, { score, positive }] of sorted.entries()) {
    if (positive) truePositives += 1;
    else falsePositives += 1;
    if (sorted[i + 1]?.score === score) continue;
    points.push([falsePositives / (negatives || 1), truePositives / (positives || 1)]);
  }
  return points;
}

function curve(points: readonly (readonly [number, number])[]): string {
  const path = points.map(([x, y]) => `${px(x)},${px(1 - y)}`).join(' ');
  const chance = `<line x1="0" y1="${side}" x2="${side}" y2="0" stroke="#999999" stroke-dasharray="4"/>`;
  return `${chance}
${ticks(0, 1)}
<polyline points="${path}" fill="none" stroke="#0072b2" stroke-width="2"/>`;
}

function scatter(points: readonly (readonly [number, number])[]): string {
  const every = Math.ceil(points.length / mostPoints);
  const values = points.flat();
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const scale = (value: number) => (value - low) / (high - low || 1);
  const dots = points
    .filter((_, i) => i % every === 0)
    .map(([x, y]) => `<circle cx="${px(scale(x))}" cy="${px(1 - scale(y))}" r="2"/>`);
  return `<line x1="0" y1="${side}" x2="${side}" y2="0" stroke="#999999" stroke-dasharray="4"/>
${ticks(low, high)}
<g fill="#0072b2" fill-opacity="0.5">
${dots.join('\n')}
</g>`;
}

function ticks(low: number, high: number): string {
  return [0, 0.5, 1]
    .map((share) => {
      const text = Number((low + share * (high - low)).toPrecision(3));
      const [x, y] = [px(share), px(1 - share)];
      return `<text x="${x}" y="${side + 16}" text-anchor="middle">${text}</text><text x="-6" y="${y}" dy="4" text-anchor="end">${text}</text>`;
    })
    .join('\n');
}

function px(share: number): string {
  return String(Number((share * side).toFixed(2)));
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
