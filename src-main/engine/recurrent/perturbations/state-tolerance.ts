import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { StrandScan } from '../pass.ts';
import type { States, StateWeights } from '../scan-runner.ts';
import type { BorderStates } from './border-states.ts';
import type { ScanPool } from './scan-pool.ts';

/** How much farther off states of the last layer may be: no further layer makes more of what they change. */
const lastLayer = 2;

/** Of some tokens every so many tells how large values are. */
const looked = 16;

/**
 * When states count as those of the reference run: where each value is no farther off than the tolerance
 * times its root mean square, or the median of those of its state where that is larger; or, where it is known how
 * states are read, where all that is off changes what the layer gives at no token of the reference run by more than
 * the tolerance times its root mean square: a bound, whatever the signs. In the last layer, twice the tolerance.
 * Without the second, channels that forget slowly and count little would have a thousand tokens computed for nothing.
 */
export class StateTolerance {
  readonly #tolerance: number;
  readonly #borders: BorderStates;
  /** By layer and scan. */
  readonly #weights: readonly (readonly (StateWeights | undefined)[])[];
  /** What each layer gives, root mean square. */
  readonly #scales: readonly number[];

  private constructor(
    tolerance: number,
    borders: BorderStates,
    weights: readonly (readonly (StateWeights | undefined)[])[],
    scales: readonly number[],
  ) {
    this.#tolerance = tolerance;
    this.#borders = borders;
    this.#weights = weights;
    this.#scales = scales;
  }

  /** After the reference run. */
  static async of(
    tolerance: number,
    { layers }: Network,
    { pool, borders, scales }: ToleranceContext,
  ): Promise<StateTolerance> {
    const weights = await Promise.all(
      layers.map(({ streamed }, layer) =>
        Promise.all(streamed.map((scan) => pool.stateWeights(layer, scan))),
      ),
    );
    return new StateTolerance(tolerance, borders, weights, scales.all());
  }

  agree(place: StrandScan, found: States, kept: States): boolean {
    const scales = this.#borders.scales(place);
    const isLast = place.layer + 1 === this.#weights.length;
    const tolerance = this.#tolerance * (isLast ? lastLayer : 1);
    const weights = this.#weights[place.layer]?.[place.scan];
    return Object.entries(kept).every(([name, values]) => {
      const own = defined(found[name]);
      if (isNear(own, values, defined(scales[name]), tolerance)) return true;
      // Weights are of what is read, whatever is of the same size.
      if (weights === undefined || !name.endsWith('_scan')) return false;
      const { channels, states } = weights;
      if (values.length !== channels.length * states.length) return false;
      return mostEffect(own, values, weights) <= tolerance * defined(this.#scales[place.layer]);
    });
  }
}

interface ToleranceContext {
  readonly pool: ScanPool;
  readonly borders: BorderStates;
  readonly scales: OutputScales;
}

/** Root mean squares of what the layers give, by some of it. */
export class OutputScales {
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;

  constructor(layers: number) {
    this.#squares = new Float64Array(layers);
    this.#counts = new Float64Array(layers);
  }

  /** Values `[t, width]` that a layer has given. */
  add(layer: number, values: Float32Array, width: number): void {
    const { squares, count } = someSquares(values, width);
    this.#squares[layer] = defined(this.#squares[layer]) + squares;
    this.#counts[layer] = defined(this.#counts[layer]) + count;
  }

  all(): number[] {
    return [...this.#squares].map((sum, layer) => Math.sqrt(sum / defined(this.#counts[layer])));
  }
}

/** Root mean square of values `[t, width]`, by some of its rows. */
export function roughScale(values: Float32Array, width: number): number {
  const { squares, count } = someSquares(values, width);
  return Math.sqrt(squares / count);
}

function someSquares(values: Float32Array, width: number): { squares: number; count: number } {
  let squares = 0;
  let count = 0;
  for (let row = 0; row < values.length; row += looked * width) {
    for (let i = row; i < row + width; i++) squares += values[i]! ** 2;
    count += width;
  }
  return { squares, count };
}

/** Of the difference that the states' difference makes at a token no more than this; see `StateWeights`. */
function mostEffect(
  found: Float32Array,
  kept: Float32Array,
  { channels, states }: StateWeights,
): number {
  let sum = 0;
  for (let c = 0, i = 0; c < channels.length; c++) {
    let read = 0;
    for (let n = 0; n < states.length; n++, i++)
      read += states[n]! * Math.abs(found[i]! - kept[i]!);
    sum += channels[c]! * read;
  }
  return sum;
}

/** Whether no value is farther off than so much of its scale. */
function isNear(
  values: Float32Array,
  others: Float32Array,
  scales: Float32Array,
  tolerance: number,
): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!(Math.abs(values[i]! - others[i]!) <= tolerance * scales[i]!)) return false;
  }
  return true;
}

/** Whether in no row `[t, width]` the root mean square of what is off is larger than a limit. */
export function areRowsNear(
  values: Float32Array,
  others: Float32Array,
  width: number,
  limit: number,
): boolean {
  if (values.length !== others.length) return false;
  const most = width * limit ** 2;
  for (let row = 0; row < values.length; row += width) {
    let squares = 0;
    for (let i = row; i < row + width; i++) squares += (values[i]! - others[i]!) ** 2;
    // Not a number is not near.
    if (!(squares <= most)) return false;
  }
  return true;
}
