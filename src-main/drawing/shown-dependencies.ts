import { defined, type DependencyMap } from '../contract/index.ts';

/** A pair of bases by their index in the region. */
export interface BasePair {
  readonly from: number;
  readonly to: number;
}

/** A dependency map as it is drawn. */
export interface ShownDependencies {
  readonly numbers: DependencyMap;
  /** Where the colour ends. */
  readonly max: number;
  /** A pair that is pointed out. */
  readonly chosen?: BasePair | undefined;
}

/** Of dependencies, which have no sign: neither blue nor orange. */
export const dependencyColor = '#6b2d8c';

export function shownDependencies(numbers: DependencyMap): ShownDependencies {
  const max = numbers.values.reduce((most, value) => (value > most ? value : most), 0);
  return { numbers, max };
}

/** The larger of a pair's two dependencies, which is what the triangle shows; NaN where neither is known. */
export function eitherWay({ bases, values }: DependencyMap, { from, to }: BasePair): number {
  const one = defined(values[from * bases.length + to]);
  const other = defined(values[to * bases.length + from]);
  return Number.isNaN(one) || other > one ? other : one;
}
