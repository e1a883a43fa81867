import {
  defined,
  type EffectLink,
  type EffectMap,
  type KnownLink,
  type Region,
} from '../../src-main/contract/index.ts';
import { counted } from '../format/index.ts';

/** How predicted links compare with known ones. */
export interface LinkAgreement {
  /** Known links that a single knock-out can reveal: those of score 1. */
  readonly visible: number;
  /** Of these, how many are among the predicted ones. */
  readonly found: number;
  /** Known links of targets that another element keeps active. */
  readonly shared: number;
  /** Predicted links that are no known one. */
  readonly others: number;
}

/** `known` must lie inside what was knocked out and watched. */
export function compareLinks(
  { elements, targets }: EffectMap,
  links: readonly EffectLink[],
  known: readonly KnownLink[],
): LinkAgreement {
  const same = (one: EffectLink, other: KnownLink) =>
    overlap(defined(elements[one.element]), other.element) &&
    overlap(defined(targets[one.target]), other.target);
  const visible = known.filter(({ score }) => score === 1);
  return {
    visible: visible.length,
    found: visible.filter((one) => links.some((link) => same(link, one))).length,
    shared: known.length - visible.length,
    others: links.filter((link) => !known.some((one) => same(link, one))).length,
  };
}

/** `6 of 6 true links that a single knock-out can reveal are predicted. Every predicted link is true.` */
export function linkAgreementText({ visible, found, shared, others }: LinkAgreement): string {
  return [
    `${found} of ${counted(visible, 'true link')} that a single knock-out can reveal ${found === 1 ? 'is' : 'are'} predicted.`,
    others === 0
      ? 'Every predicted link is true.'
      : `${counted(others, 'predicted link')} ${others === 1 ? 'is a false positive' : 'are false positives'}.`,
    ...(shared > 0
      ? [
          `${counted(shared, 'more true link')} cannot be detected this way, because a second enhancer in the domain keeps the promoter active.`,
        ]
      : []),
  ].join(' ');
}

function overlap(a: Region, b: Region): boolean {
  return a.contig === b.contig && a.start < b.end && b.start < a.end;
}
