import {
  defined,
  formatRegion,
  howRead,
  likelihoodText,
  linksOf,
  unfamiliarText,
  type EffectLink,
  type EffectMap,
  basePairs,
  counted,
} from '../../../contract/index.ts';
import type { RegionReport } from '../report.ts';
import { calledSections } from './called-sections.ts';
import { page, pictureSection, section, warning } from './frame.ts';
import { edgesText, limitsSection, noBackgroundLimit, toleranceLimit } from './limits.ts';
import { linkColumns } from './link-columns.ts';
import { html, type Markup, type Part } from './markup.ts';
import { basisSection, modelWarning } from './model-section.ts';
import { explainedTable } from './table.ts';
import { regionInShort } from './region-in-short.ts';
import { dayText, percent, short } from './words.ts';

/** The page of a report on a region. */
export function regionPage(report: RegionReport): string {
  const { basis, prediction, map, threshold = 0 } = report;
  const { region, run } = prediction;
  const links = map ? linksOf(map, threshold) : [];
  return page({
    title: formatRegion(region),
    subtitle: html`${basePairs(region.end - region.start)} of ${defined(basis.files[0]).name}, as
    ${basis.card.name} ${basis.card.version} predicts them`,
    basis,
    sections: [
      ...[modelWarning(basis), unfamiliarWarning(report)].filter((one) => one !== undefined),
      section(
        'In short',
        html`<ul>
          ${regionInShort(report, links).map((one) => html`<li>${one}</li> `)}
        </ul>`,
      ),
      ...pictureSection(report.pictures),
      ...(map && links.length > 0 ? [linkSection(report, map, links)] : []),
      ...calledSections(report),
      limitsSection(basis, run.interval.end - run.interval.start, ownLimits(report)),
      basisSection(basis, [
        ['Context that was read', edgesText(region, run.interval)],
        ['How it was read', howRead(run.model)],
        ['Log-likelihood', likelihoodText(run)],
        ['Computed', html`${dayText(run.createdAt)}, on ${run.provider}`],
        ...(map ? mapFacts(map, threshold) : []),
      ]),
    ],
  });
}

/** Where the model was never shown such sequence. */
function unfamiliarWarning({ prediction }: RegionReport): Markup | undefined {
  const text = unfamiliarText(prediction.run);
  return text === undefined
    ? undefined
    : warning(html`<strong>Unlike what the model was trained on.</strong> ${text}`);
}

function linkSection(report: RegionReport, map: EffectMap, links: readonly EffectLink[]): Markup {
  const { maxRows, table } = report;
  const shown = links.slice(0, maxRows);
  const left = links.length - shown.length;
  const rest =
    left > 0
      ? `${counted(left, 'weaker link')} ${left === 1 ? 'is' : 'are'} not listed here. `
      : '';
  const file =
    table !== undefined
      ? html`All pairs are in the file <strong>${table}</strong>, which came with this report.`
      : left > 0
        ? 'The command “megabase effects”, or Export in the window, writes them all.'
        : '';
  return section(
    'Which element acts on which gene',
    html`<p>
      A link is a pair of an element and a target. It is read as: without the element, the target
      does that. Nothing was measured; the model was asked again with the element's letters taken
      out.
    </p>`,
    explainedTable(
      html`${counted(shown.length, 'link')}, the strongest first`,
      linkColumns(map, report.truth),
      shown,
      rest === '' && file === '' ? undefined : html`${rest}${file}`,
    ),
  );
}

function mapFacts(map: EffectMap, threshold: number): [string, Part][] {
  const { elements, targets, knockOut, track, tolerance, background } = map;
  const how =
    knockOut.kind === 'n'
      ? 'its letters replaced by N, which the model reads as unknown'
      : `its letters shuffled, the mean of ${knockOut.times} shuffles that keep pairs of neighbours`;
  return [
    ['Knocked out', `${counted(elements.length, 'element')}, one at a time: ${how}`],
    [
      'Watched',
      `${track.label} at ${counted(targets.length, 'target')} in ${formatRegion(map.interval)}`,
    ],
    ...(background
      ? [
          [
            'Held against',
            `the same knock-out at ${counted(background.places, 'random place')} of the element's length near it`,
          ] as [string, Part],
        ]
      : []),
    ['Smallest effect of a link', short(threshold)],
    ['Tolerance', String(tolerance)],
  ];
}

function ownLimits({ map, prediction, genes }: RegionReport): (Part | undefined)[] {
  const { region, run } = prediction;
  const share = (region.end - region.start) / (run.interval.end - run.interval.start);
  return [
    prediction.tracks.some(({ info }) => info.unit === 'probability') &&
      html`<strong>A probability is the model's own.</strong> That 0.9 is right nine times in ten
        was not checked on this genome.`,
    map &&
      html`<strong>Elements were taken out one at a time.</strong> Where two of them do the same
        work, taking out one shows nothing. What an element does is told only for the targets that
        were watched${genes ? '' : ', which the model called by itself'}.`,
    map && !map.background && noBackgroundLimit('elements'),
    map && toleranceLimit(String(map.tolerance)),
    share < 1 &&
      `The region is ${percent(share)} of the sequence that was read; links may begin or end outside of it.`,
  ];
}
