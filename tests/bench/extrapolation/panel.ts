/** A point of a line: where on the x axis, and the value with its interval. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly interval?: readonly [low: number, high: number] | undefined;
}

export interface Line {
  readonly color: string;
  readonly dashed: boolean;
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ends of the axes in the units of the points. */
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly xTicks: readonly { readonly at: number; readonly label: string }[];
  readonly yTicks: readonly number[];
  /** A thin line across, such as what chance gives. */
  readonly across: { readonly y: number; readonly label: string };
  readonly lines: readonly Line[];
}

/** Where a panel's axes enclose its lines, pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const ink = '#1f2328';
const grid = '#d8dee4';

/** A panel as SVG elements. */
export function drawPanel(panel: Panel, box: Box): string {
  const { left, top, width, height } = box;
  const [right, bottom] = [left + width, top + height];
  const px = (x: number) => left + (width * (x - panel.x[0])) / (panel.x[1] - panel.x[0]);
  const py = (y: number) => bottom - (height * (y - panel.y[0])) / (panel.y[1] - panel.y[0]);
  const inside = (y: number) => Math.min(bottom, Math.max(top, py(y)));
  const acrossAt = py(panel.across.y);
  return [
    text(left, top - 14, panel.title, 'font-size="14" font-weight="600"'),
    ...panel.yTicks.flatMap((tick) => [
      segment(left, py(tick), right, py(tick), grid),
      text(left - 8, py(tick) + 4, tick.toFixed(1), 'text-anchor="end"'),
    ]),
    ...panel.xTicks.flatMap(({ at, label }) => [
      segment(px(at), bottom, px(at), bottom + 5, ink),
      text(px(at), bottom + 19, label, 'text-anchor="middle"'),
    ]),
    segment(left, acrossAt, right, acrossAt, ink, 'stroke-dasharray="1 3"'),
    text(left + 6, acrossAt + 14, panel.across.label, 'font-style="italic"'),
    segment(left, bottom, right, bottom, ink),
    segment(left, top, left, bottom, ink),
    text(left + width / 2, bottom + 42, panel.xLabel, 'text-anchor="middle"'),
    text(0, 0, panel.yLabel, `text-anchor="middle" ${turned(left - 40, top + height / 2)}`),
    ...panel.lines.map((line) => drawLine(line, px, py, inside)),
  ].join('\n');
}

/** The look of a line at its color, also for the legend. */
export function strokeOf({ color, dashed }: Pick<Line, 'color' | 'dashed'>): string {
  return `stroke="${color}" stroke-width="2" fill="none"${dashed ? ' stroke-dasharray="6 4"' : ''}`;
}

export function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${ink}" ${attributes}>${escape(words)}</text>`;
}

function drawLine(
  line: Line,
  px: (x: number) => number,
  py: (y: number) => number,
  inside: (y: number) => number,
): string {
  const path = line.points.map(({ x, y }) => `${round(px(x))},${round(py(y))}`).join(' ');
  const fill = line.dashed ? '#ffffff' : line.color;
  return [
    ...line.points.flatMap(({ x, interval }) =>
      interval ? [segment(px(x), inside(interval[0]), px(x), inside(interval[1]), line.color)] : [],
    ),
    `<polyline points="${path}" ${strokeOf(line)}/>`,
    ...line.points.map(
      ({ x, y }) =>
        `<circle cx="${round(px(x))}" cy="${round(py(y))}" r="3.5" stroke="${line.color}" stroke-width="1.5" fill="${fill}"/>`,
    ),
  ].join('\n');
}

function segment(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: string,
  attributes = '',
): string {
  const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
  return `<line ${ends} stroke="${color}" ${attributes}/>`;
}

function turned(x: number, y: number): string {
  return `transform="translate(${round(x)} ${round(y)}) rotate(-90)"`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
