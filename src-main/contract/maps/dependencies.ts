import { defined } from '../defined.ts';
import type { Region } from '../genome/index.ts';
import type { ModelIdentity } from '../runs/index.ts';

/**
 * Which base of a region depends on which: nucleotide dependencies after da Silva et al. 2024
 * (doi.org/10.1101/2024.07.27.605418), who take log2 where this takes ln.
 * The dependency of base j on base i is the largest change of the log-odds ln(p / (1 - p)) of any of
 * the four bases at j by any substitution at i.
 */
export interface DependencyMap {
  readonly model: ModelIdentity;
  readonly region: Region;
  /** All that was read as one. */
  readonly interval: Region;
  /** See `PerturbationJob`. */
  readonly tolerance: number;
  /** The region's letters: A, C, G, T or N. */
  readonly bases: string;
  /**
   * `[bases][bases]`, row-major: row i tells of substitutions at base i of the region. NaN on the
   * diagonal, in the row of an N, and where nothing tells a base.
   */
  readonly values: Float32Array;
}

/** One pair of a map: bases by their index in the region. */
export interface Dependency {
  /** The base that is substituted. */
  readonly from: number;
  /** The base that depends on it. */
  readonly to: number;
  readonly value: number;
}

/** The pairs of a map that reach `threshold`, the largest first. */
export function dependenciesOf(map: DependencyMap, threshold: number): Dependency[] {
  const found: Dependency[] = [];
  for (const [index, value] of map.values.entries()) {
    if (value >= threshold) found.push(pairAt(map, index));
  }
  return found.sort((a, b) => b.value - a.value);
}

/** How many pairs reach `threshold`; a map may have too many to list them. */
export function countDependencies({ values }: DependencyMap, threshold: number): number {
  return values.reduce((count, value) => (value >= threshold ? count + 1 : count), 0);
}

/** The `count` largest pairs of a map, the largest first. */
export function largestDependencies(map: DependencyMap, count: number): Dependency[] {
  const largest: Dependency[] = [];
  for (const [index, value] of map.values.entries()) {
    const least = largest.length < count ? -Infinity : defined(largest.at(-1)).value;
    if (!(value > least)) continue;
    const after = largest.findIndex((one) => one.value < value);
    largest.splice(after < 0 ? largest.length : after, 0, pairAt(map, index));
    largest.length = Math.min(largest.length, count);
  }
  return largest;
}

function pairAt({ bases, values }: DependencyMap, index: number): Dependency {
  const from = Math.floor(index / bases.length);
  return { from, to: index % bases.length, value: defined(values[index]) };
}
