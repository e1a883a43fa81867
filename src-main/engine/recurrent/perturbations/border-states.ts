import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { StrandScan } from '../pass.ts';
import type { States } from '../scan-runner.ts';

/**
 * The hidden states with which every scan of a pass entered every chunk. From them any chunk of any
 * layer can be computed again by itself.
 */
export class BorderStates {
  /** `[layer][strand][scan][chunk]` */
  readonly #states: States[][][][];
  readonly #scales = new Map<string, Readonly<Record<string, Float32Array>>>();

  constructor({ layers, strands }: Network) {
    this.#states = layers.map(({ streamed }) =>
      Array.from({ length: strands }, () => streamed.map(() => [])),
    );
  }

  keep({ layer, strand, scan }: StrandScan, chunk: number, states: States): void {
    defined(defined(defined(this.#states[layer])[strand])[scan])[chunk] = Object.fromEntries(
      Object.entries(states).map(([name, values]) => {
        // A part would keep all that it is of.
        const isPart = values.byteLength < values.buffer.byteLength;
        return [name, isPart ? values.slice() : values];
      }),
    );
  }

  /** The states with which the scan enters a chunk. */
  entering({ layer, strand, scan }: StrandScan, chunk: number): States {
    return defined(defined(defined(defined(this.#states[layer])[strand])[scan])[chunk]);
  }

  /**
   * How large each value of a scan's states is, over all strands and borders: its root mean square, or the median
   * of those of all values of its state where that is larger.
   */
  scales({ layer, scan }: Omit<StrandScan, 'strand'>): Readonly<Record<string, Float32Array>> {
    const key = `${layer} ${scan}`;
    const known = this.#scales.get(key);
    if (known) return known;
    const borders = defined(this.#states[layer]).flatMap((strand) => defined(strand[scan]));
    const scales = Object.fromEntries(
      Object.entries(defined(borders[0])).map(([name, { length }]) => {
        const squares = new Float64Array(length);
        for (const states of borders) {
          const values = defined(states[name]);
          for (let i = 0; i < length; i++) squares[i]! += values[i]! ** 2;
        }
        // No mean: one slow channel may be a thousand times as large as all others.
        const median = squares.toSorted()[Math.floor(length / 2)] ?? 0;
        const own = (sum: number) => Math.sqrt(Math.max(sum, median) / borders.length);
        return [name, Float32Array.from(squares, own)];
      }),
    );
    this.#scales.set(key, scales);
    return scales;
  }
}
