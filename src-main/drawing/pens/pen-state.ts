import { defined } from '../../contract/index.ts';
import type { Pen } from '../pen.ts';

/** Width of a text, px. */
export type MeasureText = (text: string, font: PenFont) => number;

/** Of what CSS says of a font, all that a figure's pen follows: its family is the figure's own. */
export interface PenFont {
  /** px */
  readonly size: number;
  readonly bold: boolean;
}

/** What `save` keeps and `restore` brings back. */
interface PenState {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  font: string;
  textAlign: Pen['textAlign'];
  textBaseline: Pen['textBaseline'];
  dash: readonly number[];
}

/**
 * Where the letters that SVG names are missing, others stand for them: DejaVu Sans, that of many a Linux,
 * is up to so many times as wide as Arial. Every text has that room, so that none meets another there.
 */
const wider = 1.2;

/** An opaque colour and how much of it there is. */
export interface Ink {
  /** `#rrggbb` */
  readonly color: string;
  /** 0 to 1. */
  readonly opacity: number;
}

/** What the pens of figures share: styles, their stack, and how text is measured. */
export abstract class StatefulPen {
  fillStyle: unknown = '#000000';
  strokeStyle: unknown = '#000000';
  lineWidth = 1;
  font = '10px sans-serif';
  textAlign: Pen['textAlign'] = 'start';
  textBaseline: Pen['textBaseline'] = 'alphabetic';
  protected dash: readonly number[] = [];
  readonly #measure: MeasureText;
  readonly #states: PenState[] = [];

  constructor(measure: MeasureText) {
    this.#measure = measure;
  }

  setLineDash(lengths: readonly number[]): void {
    this.dash = [...lengths];
  }

  /** The room that a text is given. */
  measureText(text: string): { readonly width: number } {
    return { width: wider * this.widthOf(text) };
  }

  /** px in the figure's own letters. */
  protected widthOf(text: string): number {
    return this.#measure(text, fontOf(this.font));
  }

  protected push(): void {
    const { fillStyle, strokeStyle, lineWidth, font, textAlign, textBaseline, dash } = this;
    this.#states.push({
      ...{ fillStyle, strokeStyle, lineWidth, font },
      ...{ textAlign, textBaseline, dash },
    });
  }

  protected pop(): void {
    const state = this.#states.pop();
    if (state) Object.assign(this, state);
  }
}

/** Reads `600 11px system-ui, sans-serif`. */
export function fontOf(css: string): PenFont {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(css)?.[1] ?? 10);
  return { size, bold: /\b(bold|[6-9]00)\b/.test(css) };
}

/** em from the alphabetic base line down to where a text is held. */
export const baselineShifts: Readonly<Record<Pen['textBaseline'], number>> = {
  ...{ alphabetic: 0, middle: 0.35, top: 0.9, hanging: 0.73 },
  ...{ bottom: -0.21, ideographic: -0.21 },
};

/** Reads `#rrggbb`, `#rgb`, `rgb()` and `rgba()`, and the two names that drawings use. */
export function inkOf(style: unknown): Ink {
  const text = typeof style === 'string' ? style.trim() : '';
  if (/^#[0-9a-f]{6}$/i.test(text)) return { color: text.toLowerCase(), opacity: 1 };
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) {
    const [r, g, b] = short.slice(1).map((one) => one + one);
    return { color: `#${r}${g}${b}`.toLowerCase(), opacity: 1 };
  }
  const parts = text
    .match(/^rgba?\(([^)]*)\)$/)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  if (parts && parts.length >= 3 && parts.every(Number.isFinite)) {
    const two = (value: number) => Math.round(value).toString(16).padStart(2, '0');
    const [r, g, b, alpha = 1] = parts;
    return { color: `#${two(defined(r))}${two(defined(g))}${two(defined(b))}`, opacity: alpha };
  }
  const named = { white: '#ffffff', black: '#000000' }[text];
  if (named !== undefined) return { color: named, opacity: 1 };
  throw new Error(`A figure knows no colour ${JSON.stringify(style)}.`);
}
