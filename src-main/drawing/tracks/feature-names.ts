import { inks } from '../colors.ts';
import type { Pen } from '../pen.ts';
import { textFont } from '../text.ts';

/** A name, and the feature that it is of, px. */
export interface FeatureName {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  /** What the letters stand on. */
  readonly foot: number;
}

/** px between two names, and from a name to the edge of the view. */
const [gap, edge] = [5, 1];

/**
 * Names below their features, in the middle of what is seen of each. None lies over the edge of the view, where
 * it would be cut. Where there is no room for all, those of the longest features are written: of a gene and its
 * promoter the gene's.
 */
export function drawFeatureNames(
  pen: Pen,
  names: readonly FeatureName[],
  view: { readonly left: number; readonly right: number },
): void {
  pen.font = textFont;
  pen.textAlign = 'center';
  pen.textBaseline = 'alphabetic';
  pen.fillStyle = inks.word;
  /** px that are taken of a line of names, by what it stands on. */
  const taken = new Map<number, [from: number, to: number][]>();
  const byLength = names.toSorted((a, b) => b.right - b.left - (a.right - a.left));
  for (const { name, left, right, foot } of byLength) {
    const [from, to] = sideOf({ left, right }, view);
    const half = pen.measureText(name).width / 2;
    if (2 * half > to - from) continue;
    const middle = (Math.max(from, left) + Math.min(to, right)) / 2;
    const at = Math.max(from + half, Math.min(to - half, middle));
    const line = taken.get(foot) ?? [];
    if (line.some((one) => at - half < one[1] + gap && at + half > one[0] - gap)) continue;
    taken.set(foot, [...line, [at - half, at + half]]);
    pen.fillText(name, at, foot);
  }
  pen.textAlign = 'left';
}

/** px between which a feature's name may stand: what is before the view and after it is drawn too, to be dragged there. */
function sideOf(
  feature: { readonly left: number; readonly right: number },
  view: { readonly left: number; readonly right: number },
): readonly [from: number, to: number] {
  if (feature.right <= view.left) return [-Infinity, view.left - edge];
  if (feature.left >= view.right) return [view.right + edge, Infinity];
  return [view.left + edge, view.right - edge];
}
