import {
  compareLinks,
  defined,
  formatRegion,
  type EffectLink,
  type EffectMap,
  type Region,
  basePairs,
  count,
  counted,
} from '../../../contract/index.ts';
import { calledStretches, callThreshold } from '../called-stretches.ts';
import type { RegionReport } from '../report.ts';
import { html, type Part } from './markup.ts';
import { amount, distanceText, short } from './words.ts';

/** What came of the region in a few sentences. */
export function regionInShort(report: RegionReport, links: readonly EffectLink[]): Part[] {
  const { map, threshold = 0, withoutMap, genes, prediction, truth } = report;
  const said: Part[] = [];
  if (genes) {
    const where = formatRegion(prediction.region);
    said.push(`The annotation has ${counted(genes.length, 'gene')} in ${where}.`);
  }
  const called = prediction.tracks.flatMap((track) => {
    const { label, unit } = track.info;
    const many = calledStretches(track, prediction.region).length;
    return unit === 'probability' ? [`${label}: ${count(many)}`] : [];
  });
  if (called.length > 0) {
    said.push(
      `Stretches that the model calls, with ${callThreshold} or more. ${called.join('; ')}.`,
    );
  }
  if (map) {
    const { elements, targets, track } = map;
    said.push(
      `Knocking out each of ${counted(elements.length, 'element')} by itself changes ` +
        `${track.label} by ${short(threshold)} or more at ${count(links.length)} of ` +
        `${count(elements.length * targets.length)} pairs of an element and a target.`,
    );
    const [first] = links;
    if (first) said.push(linkSentence(map, first));
    const farthest = [...links].sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))[0];
    if (farthest && farthest !== first) {
      said.push(html`The farthest of these links spans ${basePairs(Math.abs(farthest.distance))}.`);
    }
    if (truth) said.push(truthSentence(prediction.region, map, links, truth));
  } else if (withoutMap !== undefined) {
    said.push(`No element was knocked out. ${withoutMap}`);
  }
  return said;
}

function linkSentence(
  map: EffectMap,
  { element, target, value, effect, distance }: EffectLink,
): Part {
  const { name, gene } = defined(map.targets[target]);
  return html`The strongest: without <strong>${defined(map.elements[element]).name}</strong>,
    ${map.track.label} of <strong>${gene ?? name}</strong>, ${distanceText(distance)}, goes from
    ${amount(value)} to ${amount(value + effect)}.`;
}

function truthSentence(
  region: Region,
  map: EffectMap,
  links: readonly EffectLink[],
  truth: NonNullable<RegionReport['truth']>,
): Part {
  const inside = truth.links.filter(
    ({ element, target }) => isInside(element, region) && isInside(target, map.interval),
  );
  const known = { ...truth, links: inside };
  const { elements, trueElements, others, visible, found, shared } = compareLinks(
    map,
    links,
    known,
  );
  const missed =
    shared > 0 &&
    html` ${counted(shared, 'more real link')} ${shared === 1 ? 'is' : 'are'} of genes with two
    enhancers, where taking out one shows nothing.`;
  return html`In truth, which is known of this made-up genome, ${count(trueElements)} of the
  ${count(elements)} elements are enhancers, and ${count(links.length - others)} of the
  ${counted(links.length, 'link')} ${links.length === 1 ? 'is' : 'are'} real. ${count(found)} of the
  ${counted(visible, 'real link')} of elements in ${formatRegion(region)}
  ${found === 1 ? 'is' : 'are'} found.${missed}`;
}

function isInside(place: Region, { contig, start, end }: Region): boolean {
  return place.contig === contig && place.start >= start && place.end <= end;
}
