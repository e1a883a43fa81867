import type { Network } from '../../../model/index.ts';
import type { StrandSweep } from '../pass.ts';
import type { States } from '../sweep-runner.ts';

/**
 * The hidden states with which every sweep of a pass entered every chunk, a few kilobytes each. From
 * them any chunk of any layer can be computed again by itself.
 */
export class BorderStates {
  /** `[layer][strand][sweep][chunk]` */
  readonly #states: States[][][][];
  /** By layer and sweep: root mean squares over all strands and borders. */
  readonly #scales = new Map<string, Readonly<Record<string, number>>>();

  constructor({ layers, strands }: Network) {
    this.#states = layers.map(({ chunked }) =>
      Array.from({ length: strands }, () => chunked.map(() => [])),
    );
  }

  keep({ layer, strand, sweep }: StrandSweep, k: number, states: States): void {
    this.#states[layer]![strand]![sweep]![k] = states;
  }

  /** The states with which the sweep enters chunk `k`. */
  entering({ layer, strand, sweep }: StrandSweep, k: number): States {
    return this.#states[layer]![strand]![sweep]![k]!;
  }

  /**
   * Whether states are those with which the sweep entered chunk `k`: no value farther off than
   * `tolerance` times the root mean square of that state over all borders.
   */
  agree(at: StrandSweep, k: number, states: States, tolerance: number): boolean {
    const scales = this.#scale(at.layer, at.sweep);
    const kept = this.entering(at, k);
    return Object.entries(kept).every(([name, values]) => {
      const most = tolerance * scales[name]!;
      const found = states[name]!;
      return values.every((value, i) => Math.abs(found[i]! - value) <= most);
    });
  }

  #scale(layer: number, sweep: number): Readonly<Record<string, number>> {
    const key = `${layer} ${sweep}`;
    const known = this.#scales.get(key);
    if (known) return known;
    const borders = this.#states[layer]!.flatMap((strand) => strand[sweep]!);
    const scale = Object.fromEntries(
      Object.keys(borders[0]!).map((name) => {
        let squares = 0;
        let count = 0;
        for (const states of borders) {
          for (const value of states[name]!) squares += value * value;
          count += states[name]!.length;
        }
        return [name, Math.sqrt(squares / count)];
      }),
    );
    this.#scales.set(key, scale);
    return scale;
  }
}
