import {
  strandsText,
  type BackgroundComparison,
  type ReadEffect,
} from '../../../contract/index.ts';
import { html, type Markup, type Part } from './markup.ts';
import { numberCell } from './table.ts';
import { signed } from './words.ts';

/** A change, and below it how it compares with random changes of its kind nearby, where that was asked for. */
export function withBackground(change: Part, found: BackgroundComparison | undefined): Part {
  if (found === undefined) return change;
  const { mean, deviation, percentile } = found;
  if (Number.isNaN(percentile)) return change;
  const shown = numberCell(percentile, (value) => value.toFixed(value % 1 === 0 ? 0 : 1));
  const beside = Number.isNaN(deviation) ? '' : ` ± ${deviation.toFixed(3)}`;
  return html`${change} <span class="beside">percentile ${shown}</span>
    <span class="beside">${signed(mean)}${beside}</span>`;
}

/** What stands below a change, for the words on its column. `size`: what makes one larger than another. */
export function backgroundWords(size = 'a smaller effect, either way'): Markup {
  return html` Below it: the percent of random changes of this kind nearby with ${size} (ties count
  half), none of an effect that rounds to nothing, and their mean ± standard deviation.`;
}

/** What each of several answers says, a line each, and which strand the effect stands on. */
export function readingCell(readings: readonly ReadEffect[]): Markup {
  const stands = strandsText(readings);
  const lines = readings.map(
    ({ label, effect }) =>
      html`<span class="whole">${label}: ${numberCell(effect, signed)}</span><br />`,
  );
  return html`${lines}${stands !== undefined && html`<span class="none">${stands}</span>`}`;
}
