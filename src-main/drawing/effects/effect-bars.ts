import { inks } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { fitting, lineBase, lineHeight, textFont, wrapText } from '../text.ts';
import { drawEffectBar, effectBarHeight, effectExtent, type BarredEffect } from './effect-bar.ts';

/** A line of a picture of effects. */
export interface BarLine {
  readonly effect: BarredEffect;
  /** What acts on what. */
  readonly name: string;
  /** The number, as it is told. */
  readonly value: string;
}

/** px of a line, and from one column to the next. */
const [line, gap] = [15, 8];

/** Bars of one scale, laid out. */
export interface LaidOutBars {
  /** px */
  readonly height: number;
  draw(pen: Pen): void;
}

/**
 * Effects as bars of one scale, one below the other, each with its name before it and its number behind it; `caption`
 * below them all.
 */
export function layOutEffectBars(
  pen: Pick<Pen, 'font' | 'measureText'>,
  lines: readonly BarLine[],
  { width, caption = '' }: { readonly width: number; readonly caption?: string | undefined },
): LaidOutBars {
  pen.font = textFont;
  const said = wrapText(pen, caption, width);
  const foot = lines.length * line + (said.length > 0 && lines.length > 0 ? gap : 0);
  return {
    height: foot + said.length * lineHeight,
    draw: (onto) => {
      drawBars(onto, lines, width);
      onto.fillStyle = inks.word;
      onto.textAlign = 'left';
      onto.textBaseline = 'alphabetic';
      for (const [i, text] of said.entries()) {
        onto.fillText(text, 0, foot + i * lineHeight + lineBase);
      }
    },
  };
}

function drawBars(pen: Pen, lines: readonly BarLine[], width: number): void {
  pen.font = textFont;
  pen.textBaseline = 'middle';
  const widest = (texts: readonly string[]) =>
    Math.max(0, ...texts.map((text) => pen.measureText(text).width));
  const names = Math.min(width / 2, widest(lines.map(({ name }) => name)));
  const values = widest(lines.map(({ value }) => value));
  const left = names + gap;
  const bars = Math.max(1, width - left - gap - values);
  const largest = Math.max(0, ...lines.map(({ effect }) => effectExtent(effect)));
  for (const [i, { effect, name, value }] of lines.entries()) {
    const middle = i * line + line / 2;
    pen.fillStyle = inks.word;
    pen.textAlign = 'left';
    pen.fillText(fitting(pen, name, names), 0, middle);
    pen.textAlign = 'right';
    pen.fillText(value, width, middle);
    const place = { left, top: middle - effectBarHeight / 2, width: bars, largest };
    drawEffectBar(pen, effect, place);
  }
}
