import { defined } from '../../src-main/contract/index.ts';
import { isDark } from '../theme/index.ts';

/** The filter that turns igv dark, as in `GenomeBrowser.svelte`: `invert(0.91) hue-rotate(180deg)`. */
const inverted = 0.91;

/** Share of full light below which a colour's channels are all lifted on a dark page. */
const darkest = 0.25;

/** Rows of the hue rotation by 180 degrees of CSS filters; it is its own inverse. */
const turned = [
  [-0.574, 1.43, 0.144],
  [0.426, 0.43, 0.144],
  [0.426, 1.43, -0.856],
] as const;

/** The colour to draw with so that the screen shows `color` as it is meant, dark or light. */
export function screenColor(color: string, context?: CanvasRenderingContext2D): string {
  // A picture that is exported is drawn by another kind of context, and no filter lies over it.
  if (!isDark() || (context && !(context instanceof CanvasRenderingContext2D))) return color;
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!match) return color;
  const plain = match.slice(1).map((two) => Number.parseInt(two, 16) / 255);
  // What is nearly black could not be told from the page.
  const lift = Math.max(...plain) < darkest ? 0.6 : 0;
  const wanted = plain.map((value) => value + lift * (1 - value));
  const channels = turned.map((row) => {
    const sum = row.reduce((total, factor, i) => total + factor * defined(wanted[i]), 0);
    const share = (inverted - sum) / (2 * inverted - 1);
    return Math.round(255 * Math.max(0, Math.min(1, share)));
  });
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
