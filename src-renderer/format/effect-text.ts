import type { EffectChoice } from '../../src-main/drawing/index.ts';
import {
  formatRegion,
  type EffectLink,
  type EffectMap,
  type ElementChoice,
  type KnockOut,
  type LinkReading,
  type ProjectMap,
  defined,
  basePairs,
  count,
  counted,
} from '../../src-main/contract/index.ts';

/** After "elements": `replaced by N`. */
export function knockOutText(knockOut: KnockOut): string {
  return knockOut.kind === 'n' ? 'replaced by N' : `shuffled, mean of ${knockOut.times}`;
}

/** What was knocked out: `Enhancer ≥ 0.5`. */
export function elementText(elements: ElementChoice, labelOf: (track: string) => string): string {
  if (elements.kind === 'tile') return `${basePairs(elements.bp)} tiles`;
  if (elements.kind === 'bed') return `regions in ${elements.file}`;
  return `${labelOf(elements.track)} ≥ ${effectNumber(elements.threshold)}`;
}

/** `18 elements, 109 targets` */
export function mapCounts({ elementCount, targetCount }: ProjectMap): string {
  return `${counted(elementCount, 'element')}, ${counted(targetCount, 'target')}`;
}

/** What the target does without the element. */
function signText(effect: number): 'loses' | 'gains' {
  return effect < 0 ? 'loses' : 'gains';
}

/** Three significant digits at most: `0.1`, `0.0123`, `12.3`. */
export function effectNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** `loses 0.999` */
export function effectText({ effect }: Pick<EffectLink, 'effect'>): string {
  return `${signText(effect)} ${effectNumber(Math.abs(effect))}`;
}

/** `-0.999 to -0.996` */
export function spreadText({ low, high }: NonNullable<EffectLink['spread']>): string {
  return `${effectNumber(low)} to ${effectNumber(high)}`;
}

/** A reading as it stands before its effect: `Reverse strand`. */
export function readingName({ label }: LinkReading): string {
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** `loses 0.996, of 0.998`; of one that does not see the target that. */
export function readingText({ value, effect }: LinkReading): string {
  if (Number.isNaN(effect)) return 'does not see it';
  return `${effectText({ effect })}, of ${effectNumber(value)}`;
}

/** `both strands, 3 members and Caduceus tutorial 1.0.0` */
export function readingKinds(readings: NonNullable<EffectMap['readings']>): string {
  const members = readings.filter(({ kind }) => kind === 'member').length;
  const models = readings.flatMap(({ kind, label }) => (kind === 'model' ? [label] : []));
  const parts = [
    ...(readings.some(({ kind }) => kind === 'strand') ? ['both strands'] : []),
    ...(members > 0 ? [counted(members, 'member')] : []),
    ...models,
  ];
  const last = parts.at(-1) ?? '';
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last;
}

/** How an effect compares with that of random places near the element. */
export function backgroundText(
  { mean, deviation, percentile }: NonNullable<EffectLink['background']>,
  places: number,
): string {
  if (Number.isNaN(mean)) return 'no random place near it is free';
  const others = `mean ${effectNumber(mean)}, SD ${Number.isNaN(deviation) ? '-' : effectNumber(deviation)}`;
  if (Number.isNaN(percentile)) {
    return `the effect rounds to 0, no larger than the tolerance can tell: no percentile (random places near it: ${others})`;
  }
  return `larger than ${effectNumber(percentile)} % of up to ${count(places)} random places near it (${others})`;
}

/** From the element to the target: `100,514 bp to the right`. */
export function distanceText({ distance }: EffectLink): string {
  const way = distance < 0 ? 'left' : 'right';
  return distance === 0 ? 'at the same position' : `${basePairs(Math.abs(distance))} to the ${way}`;
}

/** What a gene's start, or another target, is called. */
export function targetName({ targets }: EffectMap, target: number): string {
  const { name, gene } = defined(targets[target]);
  return gene ?? name;
}

/** A link in a few lines, for a pointer that rests on it. */
export function linkText(map: EffectMap, link: EffectLink): string[] {
  const { value, effect } = link;
  const { unit } = map.track;
  return [
    `${defined(map.elements[link.element]).name} > ${targetName(map, link.target)}`,
    `Without the element, the target ${effectText(link)} ${unit}: ` +
      `${effectNumber(value)} intact, ${effectNumber(value + effect)} knocked out`,
    `Distance: ${distanceText(link)}`,
  ];
}

/** An element or a target with the number of its links. */
export function choiceText(
  map: EffectMap,
  choice: Exclude<EffectChoice, { kind: 'link' }>,
  links: number,
): string {
  if (choice.kind === 'element') {
    return `${defined(map.elements[choice.element]).name}: acts on ${counted(links, 'target')}`;
  }
  const target = defined(map.targets[choice.target]);
  const name = targetName(map, choice.target);
  const place =
    name === target.name && target.gene === undefined ? '' : `, ${formatRegion(target)}`;
  return `${name}${place}: affected by ${counted(links, 'element')}`;
}
