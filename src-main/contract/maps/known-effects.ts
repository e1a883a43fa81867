import { defined } from '../defined.ts';
import type { EffectLink, EffectMap } from './effects.ts';
import type { Region } from '../genome/index.ts';

/** A link that is known from elsewhere, to hold beside predicted ones. 0-based half-open. */
export interface KnownLink {
  readonly name: string;
  readonly element: Region;
  readonly target: Region;
  /** Share of the target's activity that rests on this element: 1 where it is the only one. */
  readonly score: number;
}

/** What is known of a genome's distal regulation. */
export interface KnownEffects {
  /** Every true element, those without a target included. */
  readonly elements: readonly Region[];
  readonly links: readonly KnownLink[];
}

/** What a predicted link is, held against the known ones; `other-target` has a true element, of other targets. */
export type LinkVerdict = 'true' | 'other-target' | 'no-element';

/** How predicted links compare with known ones. */
export interface LinkAgreement {
  /** Elements that were knocked out, and how many of them overlap a true one. */
  readonly elements: number;
  readonly trueElements: number;
  /** Known links that a single knock-out can reveal, those of score 1, and how many were found. */
  readonly visible: number;
  readonly found: number;
  /** Known links of targets that another element keeps active. */
  readonly shared: number;
  /** Predicted links that are no known one. */
  readonly others: number;
}

/** Whether a predicted link is true. What is known must cover what was knocked out and watched. */
export function verdictOf(
  { elements, targets }: EffectMap,
  { element, target }: EffectLink,
  known: KnownEffects,
): LinkVerdict {
  const place = defined(elements[element]);
  if (!isTrueElement(place, known)) return 'no-element';
  const reached = defined(targets[target]);
  const isKnown = known.links.some(
    (link) => overlap(place, link.element) && overlap(reached, link.target),
  );
  return isKnown ? 'true' : 'other-target';
}

/** A verdict as a person reads it. */
export const verdictTexts: Readonly<Record<LinkVerdict, string>> = {
  true: 'true',
  'other-target': 'false: not its enhancer',
  'no-element': 'false: no enhancer',
};

/** Whether an element that was called is one. */
export function isTrueElement(element: Region, { elements }: KnownEffects): boolean {
  return elements.some((one) => overlap(element, one));
}

/** `known` must lie inside what was knocked out and watched. */
export function compareLinks(
  map: EffectMap,
  links: readonly EffectLink[],
  known: KnownEffects,
): LinkAgreement {
  const { elements, targets } = map;
  const visible = known.links.filter(({ score }) => score === 1);
  const isFound = (one: KnownLink) =>
    links.some(
      ({ element, target }) =>
        overlap(defined(elements[element]), one.element) &&
        overlap(defined(targets[target]), one.target),
    );
  return {
    elements: elements.length,
    trueElements: elements.filter((element) => isTrueElement(element, known)).length,
    visible: visible.length,
    found: visible.filter(isFound).length,
    shared: known.links.length - visible.length,
    others: links.filter((link) => verdictOf(map, link, known) !== 'true').length,
  };
}

function overlap(a: Region, b: Region): boolean {
  return a.contig === b.contig && a.start < b.end && b.start < a.end;
}
