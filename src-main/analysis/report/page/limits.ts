import {
  formatRegion,
  type ModelCard,
  type Region,
  basePairs,
  count,
} from '../../../contract/index.ts';
import type { ReportBasis } from '../report.ts';
import { section } from './frame.ts';
import { html, type Markup, type Part } from './markup.ts';

/**
 * What the numbers cannot tell, in sentences: of every report first, then `own`.
 *
 * @param longest bp that were read as one at most
 */
export function limitsSection(
  { card }: ReportBasis,
  longest: number,
  own: readonly (Part | undefined)[],
): Markup {
  const all = [
    html`<strong>A prediction is not a measurement.</strong> These numbers are what one model
      expects from the sequence alone. It was shown no sample, tissue, condition or experiment of
      yours, and says nothing about how sure it is.`,
    contextLimit(card, longest),
    ...own,
  ].filter((one) => one !== undefined && one !== false);
  return section(
    'What this does not tell',
    html`<ul>
      ${all.map((one) => html`<li>${one}</li> `)}
    </ul>`,
  );
}

/** How far the model saw, and what that was in its training. */
function contextLimit(card: ModelCard, longest: number): Part {
  const { tile, margin, trainingContext } = card;
  if (tile !== undefined) {
    const reach =
      margin === undefined || margin === 0
        ? ''
        : `, at least ${basePairs(margin)} on either side of each value`;
    return html`<strong>It reads in tiles.</strong> The model carries nothing from one stretch of
      ${basePairs(tile)} to the next${reach}: what lies further away cannot have an effect in this
      report, though it may in the cell. Values next to the edge of a tile rest on less sequence.`;
  }
  const seen = html`<strong>It saw nothing beyond the sequence that was read.</strong> What lies
    outside cannot have an effect here. Near the ends of what was read there is less sequence on one
    side.`;
  if (trainingContext === undefined) {
    return html`${seen} Nobody says on windows of which length the model was trained, so it is not
    known how far apart two places may be for it to connect them.`;
  }
  if (longest <= trainingContext) return seen;
  const times = longest / trainingContext;
  return html`${seen} It was trained on windows of ${basePairs(trainingContext)} and here read up to
  ${basePairs(longest)} at once, ${count(Math.round(times * 10) / 10)} times as much: it was never
  shown how places connect that are further apart than a window, and may be wrong about them.`;
}

/** Of what is recomputed after a change. */
export function toleranceLimit(tolerance: string): Markup {
  return html`<strong>Small changes are rounded.</strong> After a change only what it alters is
    computed again, until the model's inner state differs from before by less than ${tolerance} of
    its size. Changes in the last digits may come from that alone.`;
}

/** Where no random changes were tried. */
export function noBackgroundLimit(what: string): Markup {
  return html`<strong>Whether an effect is more than chance is not told.</strong> The ${what} were
    not compared with random changes nearby; <code>--background 20</code> compares each with twenty.`;
}

/** Where a region lies in what was read. */
export function edgesText(region: Region, interval: Region): string {
  const [left, right] = [region.start - interval.start, interval.end - region.end];
  return (
    `${formatRegion(interval)}: the region with ${basePairs(left)} before it and ` +
    `${basePairs(right)} after it`
  );
}
