import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { StrandScan } from '../pass.ts';
import type { States } from '../scan-runner.ts';

/**
 * The hidden states with which every scan of a pass entered every chunk, a few kilobytes each. From
 * them any chunk of any layer can be computed again by itself.
 */
export class BorderStates {
  /** `[layer][strand][scan][chunk]` */
  readonly #states: States[][][][];
  /** By layer and scan: root mean squares over all strands and borders. */
  readonly #scales = new Map<string, Readonly<Record<string, number>>>();

  constructor({ layers, strands }: Network) {
    this.#states = layers.map(({ streamed }) =>
      Array.from({ length: strands }, () => streamed.map(() => [])),
    );
  }

  keep({ layer, strand, scan }: StrandScan, k: number, states: States): void {
    defined(defined(defined(this.#states[layer])[strand])[scan])[k] = states;
  }

  /** The states with which the scan enters chunk `k`. */
  entering({ layer, strand, scan }: StrandScan, k: number): States {
    return defined(defined(defined(defined(this.#states[layer])[strand])[scan])[k]);
  }

  /**
   * Whether states are those with which the scan entered chunk `k`: no value farther off than
   * `tolerance` times the root mean square of that state over all borders.
   */
  agree(at: StrandScan, k: number, states: States, tolerance: number): boolean {
    const scales = this.#scale(at.layer, at.scan);
    const kept = this.entering(at, k);
    return Object.entries(kept).every(([name, values]) => {
      const limit = tolerance * defined(scales[name]);
      const found = defined(states[name]);
      return values.every((value, i) => Math.abs(found[i]! - value) <= limit);
    });
  }

  #scale(layer: number, scan: number): Readonly<Record<string, number>> {
    const key = `${layer} ${scan}`;
    const known = this.#scales.get(key);
    if (known) return known;
    const borders = defined(this.#states[layer]).flatMap((strand) => defined(strand[scan]));
    const scale = Object.fromEntries(
      Object.keys(defined(borders[0])).map((name) => {
        let squares = 0;
        let count = 0;
        for (const states of borders) {
          for (const value of defined(states[name])) squares += value * value;
          count += defined(states[name]).length;
        }
        return [name, Math.sqrt(squares / count)];
      }),
    );
    this.#scales.set(key, scale);
    return scale;
  }
}
