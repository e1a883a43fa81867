import { defined } from '../contract/index.ts';

/** Of an effect: blue and orange, told apart by colour-blind readers and in grey too. */
export const signColors = { less: '#1f6fb5', more: '#c75b00' } as const;

/** Of the reference, for the alternative to stand out from. */
export const referenceColor = '#8a94a1';

/** Of the line of a second answer over a first. */
export const comparedColor = '#1b2430';

/** Of a signal of the user's for which no colour was chosen. */
export const signalColor = '#4a5563';

/** Of links that are known from elsewhere. */
export const knownColor = '#4a5563';

/** Of the line that bars or letters stand on. */
export const baseLineColor = '#c3cad3';

/** Of what was read, on the ruler. */
export const contextColor = '#0072b2';

/** Of words, of lesser words and of the lines of an axis. */
export const inks = { word: '#1a1f27', soft: '#3f464f', axis: '#5b6675' } as const;

/** Of what is drawn where there is no value: strokes of a hatching, dashes. */
export const absentColor = '#aab3bf';

/** Of a line: what is not predicted, and effects that gain. px of strokes and gaps. */
export const dashes = { absent: [3, 4], gain: [6, 3] } as const;

/** `#rrggbb` or `rgb(r,g,b)` with an opacity. */
export function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const parts = hex
    ? hex.slice(1).map((two) => Number.parseInt(two, 16))
    : (color.match(/\d+(\.\d+)?/g) ?? ['0', '0', '0']).slice(0, 3);
  return `rgba(${parts.map((part) => String(defined(part))).join(',')},${alpha})`;
}
