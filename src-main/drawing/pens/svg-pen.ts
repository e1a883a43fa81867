import {
  baselineShifts,
  fontOf,
  inkOf,
  StatefulPen,
  type Ink,
  type MeasureText,
} from './pen-state.ts';
import type { Pen } from '../pen.ts';

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const anchors = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' };

/**
 * Writes SVG: paths, rectangles and text that stays text. Coordinates are multiplied by `scale`, so that px
 * become the units of the picture; of elements only what every reader of SVG 1.1 knows.
 */
export class SvgPen extends StatefulPen implements Pen {
  readonly #scale: number;
  readonly #idPrefix: string;
  readonly #parts: string[] = [];
  readonly #clips = new Map<string, string>();
  #matrix: Matrix = [1, 0, 0, 1, 0, 0];
  readonly #matrices: { matrix: Matrix; groups: number }[] = [];
  /** Groups that are open for the clips since the last `save`. */
  #groups = 0;
  #path = '';
  /**
   * Rectangles of one colour, one after the other, are one path; of one that shines through only while each is
   * right of all before it. `right` is in the coordinates of the moment.
   */
  #run: { ink: Ink; path: string; right: number; matrix: Matrix } | undefined;

  /** @param options.idPrefix begins all ids, so that several pictures can stand in one page */
  constructor(options: {
    readonly measure: MeasureText;
    readonly scale: number;
    readonly idPrefix?: string | undefined;
  }) {
    super(options.measure);
    this.#scale = options.scale;
    this.#idPrefix = options.idPrefix ?? '';
  }

  /** What was drawn: definitions and elements, to stand in an `<svg>`. */
  body(): string {
    this.#endRun();
    const clips = [...this.#clips].map(
      ([path, id]) => `<clipPath id="${id}"><path d="${path}"/></clipPath>`,
    );
    const definitions = clips.length > 0 ? `<defs>${clips.join('')}</defs>\n` : '';
    return `${definitions}${this.#parts.join('\n')}`;
  }

  /** What is drawn between two calls is a group with a name. */
  group(name: string): void {
    this.#write(`<g id="${escapeXml(this.#idPrefix + name)}">`);
  }

  endGroup(): void {
    this.#write('</g>');
  }

  save(): void {
    this.push();
    this.#matrices.push({ matrix: this.#matrix, groups: this.#groups });
    this.#groups = 0;
  }

  restore(): void {
    this.pop();
    const before = this.#matrices.pop();
    if (!before) return;
    for (let i = 0; i < this.#groups; i++) this.#write('</g>');
    this.#matrix = before.matrix;
    this.#groups = before.groups;
  }

  translate(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f];
  }

  rotate(radians: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    this.#matrix = [
      a * cos + c * sin,
      b * cos + d * sin,
      c * cos - a * sin,
      d * cos - b * sin,
      e,
      f,
    ];
  }

  beginPath(): void {
    this.#path = '';
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${this.#point(x, y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `${this.#path === '' ? 'M' : 'L'}${this.#point(x, y)}`;
  }

  bezierCurveTo(...[x1, y1, x2, y2, x, y]: Parameters<Pen['bezierCurveTo']>): void {
    this.#path += `C${this.#point(x1, y1)} ${this.#point(x2, y2)} ${this.#point(x, y)}`;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path += this.#box(x, y, width, height);
  }

  closePath(): void {
    this.#path += 'Z';
  }

  clip(): void {
    const id = this.#clips.get(this.#path) ?? `${this.#idPrefix}clip${this.#clips.size + 1}`;
    this.#clips.set(this.#path, id);
    this.#write(`<g clip-path="url(#${id})">`);
    this.#groups++;
  }

  fill(): void {
    if (this.#path === '') return;
    this.#write(`<path d="${this.#path}"${inkText('fill', inkOf(this.fillStyle))}/>`);
  }

  stroke(): void {
    if (this.#path === '') return;
    const dash = this.dash.map((length) => this.#number(length * this.#scale)).join(' ');
    const width = this.#number(this.lineWidth * this.#scale);
    const look = `${inkText('stroke', inkOf(this.strokeStyle))} stroke-width="${width}"`;
    const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    this.#write(`<path d="${this.#path}" fill="none"${look}${dashes}/>`);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    if (width === 0 || height === 0) return;
    const ink = inkOf(this.fillStyle);
    const box = this.#box(x, y, width, height);
    const [left, right] = [Math.min(x, x + width), Math.max(x, x + width)];
    const run = this.#run;
    const isAlike = run?.ink.color === ink.color && run.ink.opacity === ink.opacity;
    const isApart = run?.matrix === this.#matrix && left >= run.right;
    if (!(isAlike && (ink.opacity === 1 || isApart))) this.#endRun();
    const before = this.#run;
    this.#run = {
      ...{ ink, path: (before?.path ?? '') + box, matrix: this.#matrix },
      right: Math.max(right, before?.right ?? -Infinity),
    };
  }

  fillText(text: string, x: number, y: number): void {
    if (text === '') return;
    const { size, bold } = fontOf(this.font);
    const [a, b, c, d] = this.#matrix;
    const down = baselineShifts[this.textBaseline] * size;
    const [left, top] = this.#at(x, y + down);
    const place =
      b === 0 && c === 0
        ? `x="${left}" y="${top}"`
        : `transform="matrix(${[a, b, c, d].map((one) => this.#number(one)).join(' ')} ${left} ${top})"`;
    const anchor = anchors[this.textAlign];
    this.#write(
      `<text ${place} font-size="${this.#number(size * this.#scale)}"` +
        (bold ? ' font-weight="bold"' : '') +
        (anchor === 'start' ? '' : ` text-anchor="${anchor}"`) +
        `${inkText('fill', inkOf(this.fillStyle))}>${escapeXml(text)}</text>`,
    );
  }

  #write(part: string): void {
    this.#endRun();
    this.#parts.push(part);
  }

  #endRun(): void {
    const run = this.#run;
    this.#run = undefined;
    if (run) this.#parts.push(`<path d="${run.path}"${inkText('fill', run.ink)}/>`);
  }

  #box(x: number, y: number, width: number, height: number): string {
    const [, b, c] = this.#matrix;
    if (b === 0 && c === 0) {
      const [across, down] = [width, height].map((one) => this.#number(one * this.#scale));
      return `M${this.#point(x, y)}h${across}v${down}h${this.#number(-width * this.#scale)}z`;
    }
    const corners = [
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ] as const;
    const lines = corners.map(([cornerX, cornerY]) => `L${this.#point(cornerX, cornerY)}`);
    return `M${this.#point(x, y)}${lines.join('')}z`;
  }

  #point(x: number, y: number): string {
    return this.#at(x, y).join(' ');
  }

  #at(x: number, y: number): [x: string, y: string] {
    const [a, b, c, d, e, f] = this.#matrix;
    return [
      this.#number((a * x + c * y + e) * this.#scale),
      this.#number((b * x + d * y + f) * this.#scale),
    ];
  }

  /** Thousandths of a point are finer than any printer. */
  #number(value: number): string {
    return String(Math.round(value * 1000) / 1000 + 0);
  }
}

function inkText(name: 'fill' | 'stroke', { color, opacity }: Ink): string {
  return ` ${name}="${color}"${opacity === 1 ? '' : ` ${name}-opacity="${Math.round(opacity * 1000) / 1000}"`}`;
}

/** Letters that XML 1.0 does not have: of controls only tab and the ends of lines, and no half of a pair. */
const noXml = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** Text between tags or in an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(noXml, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
