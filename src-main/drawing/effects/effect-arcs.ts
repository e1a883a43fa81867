import {
  defined,
  type EffectLink,
  type EffectMap,
  type KnownLink,
  type Region,
} from '../../contract/index.ts';

/** A distal map as a row shows it. */
export interface Effects {
  readonly numbers: EffectMap;
  /** Those that reach the threshold, the largest first. */
  readonly links: readonly EffectLink[];
  /** Those of `links` that stand out, where some do. */
  readonly chosen?: readonly EffectLink[] | undefined;
  /** Links known from elsewhere, drawn downwards below the predicted ones. */
  readonly known: readonly KnownLink[];
}

/** Height of the row, px: known links need room of their own. */
export function effectsHeight({ known }: Pick<Effects, 'known'>): number {
  return known.length > 0 ? 230 : 150;
}

/** px of the lane between predicted and known arcs, in which elements and targets stand. */
export const laneHeight = 14;

/** Height of the lowest arc, px: links between neighbours must be visible too. */
const minRise = 16;

/** Where the parts of a track with arcs stand, px from its top. */
export interface EffectRows {
  readonly top: number;
  /** Feet of the predicted arcs; the lane begins here. */
  readonly feet: number;
  /** Feet of the known arcs. */
  readonly knownFeet: number;
  readonly bottom: number;
}

export function rowsOf({ known }: Pick<Effects, 'known'>, height: number): EffectRows {
  const bottom = height - 3;
  const top = 6;
  const knownShare = known.length > 0 ? 0.38 : 0;
  const knownFeet = bottom - knownShare * (bottom - top);
  return { top, feet: knownFeet - laneHeight, knownFeet, bottom };
}

/** An arc from `from` to `to` px; it rises by `rise` px, or falls where that is negative. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly foot: number;
  readonly rise: number;
}

/** Makes arcs: the longer a link, the higher, by the root of its length. */
export function arcMaker(
  effects: Pick<Effects, 'numbers' | 'links' | 'known'>,
  height: number,
  pixel: (position: number) => number,
): {
  predicted(link: { readonly element: number; readonly target: number }): Arc;
  known(link: { readonly element: Region; readonly target: Region }): Arc;
} {
  const { elements, targets } = effects.numbers;
  const rows = rowsOf(effects, height);
  let maxDistance = 1;
  for (const { distance } of effects.links) maxDistance = Math.max(maxDistance, Math.abs(distance));
  for (const { element, target } of effects.known) {
    maxDistance = Math.max(maxDistance, Math.abs(middle(target) - middle(element)));
  }
  const make = (element: Region, target: Region, foot: number, room: number): Arc => {
    const [start, end] = [middle(element), middle(target)];
    const share = Math.sqrt(Math.abs(end - start) / maxDistance);
    const rise = Math.sign(room) * Math.max(minRise, share * Math.abs(room));
    return { from: pixel(start), to: pixel(end), foot, rise };
  };
  return {
    predicted: ({ element, target }) =>
      make(defined(elements[element]), defined(targets[target]), rows.feet, rows.feet - rows.top),
    known: ({ element, target }) =>
      make(element, target, rows.knownFeet, rows.knownFeet - rows.bottom),
  };
}

/** Heights of the two control points over the feet: the curve's top is at 3/4 of it. */
export function controlHeight({ foot, rise }: Arc): number {
  return foot - (4 / 3) * rise;
}

function middle({ start, end }: Region): number {
  return (start + end) / 2;
}
