import { defined, type DependencyMap } from '../../contract/index.ts';

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
  /**
   * Largest dependency, either way, between blocks of 2, 4, 8 and so on bases: `[blocks][blocks]`, 0 where none
   * is known. With them a picture costs as much as it has cells, not as the map has pairs.
   */
  readonly blocks: readonly Float32Array[];
  /** A pair that is pointed out. */
  readonly chosen?: BasePair | undefined;
}

/** Of dependencies, which have no sign: neither blue nor orange. */
export const dependencyColor = '#6b2d8c';

export function shownDependencies(numbers: DependencyMap): ShownDependencies {
  const max = numbers.values.reduce((most, value) => (value > most ? value : most), 0);
  return { numbers, max, blocks: blocksOf(numbers) };
}

function blocksOf({ bases, values }: DependencyMap): Float32Array[] {
  const blocks: Float32Array[] = [];
  let [below, size] = [values, bases.length];
  while (size > 1) {
    const count = Math.ceil(size / 2);
    const own = new Float32Array(count * count);
    for (let from = 0; from < size; from++) {
      for (let to = 0; to < size; to++) {
        const value = below[from * size + to]!;
        const [row, column] = [from >> 1, to >> 1];
        // Either way: both halves of the matrix become one.
        if (value > own[row * count + column]!) own[row * count + column] = value;
        if (value > own[column * count + row]!) own[column * count + row] = value;
      }
    }
    blocks.push(own);
    [below, size] = [own, count];
  }
  return blocks;
}

/** The largest dependency, either way, between two blocks of `2 ** level` bases; NaN or 0 where none is known. */
export function betweenBlocks(
  { numbers, blocks }: ShownDependencies,
  level: number,
  pair: BasePair,
): number {
  if (level === 0) return eitherWay(numbers, pair);
  const count = Math.ceil(numbers.bases.length / 2 ** level);
  return defined(defined(blocks[level - 1])[pair.from * count + pair.to]);
}

/** The larger of a pair's two dependencies, which is what the triangle shows; NaN where neither is known. */
function eitherWay({ bases, values }: DependencyMap, { from, to }: BasePair): number {
  const one = defined(values[from * bases.length + to]);
  const other = defined(values[to * bases.length + from]);
  return Number.isNaN(one) || other > one ? other : one;
}
