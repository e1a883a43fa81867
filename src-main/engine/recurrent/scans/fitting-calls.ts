import { defined, joinFloats } from '../../../contract/index.ts';
import type { DirectionalScan } from '../../../model/index.ts';
import { isDeviceFull, minDeviceTokens } from '../device/index.ts';
import type { ScanRunner, ScanStep, States } from '../scan-runner.ts';

/** Has one call made. */
type Run = ScanRunner['run'];

/**
 * Calls of scans on a GPU whose tensors lie in the host's memory: one that the device has no room for is made as two
 * of half the size, one after the other, and so are all that follow.
 */
export class FittingCalls {
  readonly #onSmaller: (most: number) => unknown;
  /** Tokens of a call, over all sequences side by side. */
  #most = Infinity;

  /** `onSmaller` hears of each size that is still to be tried. */
  constructor(onSmaller: (most: number) => unknown) {
    this.#onSmaller = onSmaller;
  }

  /** Throws what `run` does, where smaller calls are no help. */
  async run(scan: DirectionalScan, run: Run, step: ScanStep): Promise<States> {
    const tokens = step.batch * step.tokens;
    const halves = canHalve(scan, step);
    if (tokens <= this.#most || !halves) {
      try {
        return await run(step);
      } catch (error) {
        if (!isDeviceFull(error) || !halves) throw error;
        await this.#halve(tokens);
      }
    }
    return step.batch > 1 ? this.#bySequences(scan, run, step) : this.#byTokens(scan, run, step);
  }

  /** Of calls that were on their way together, those that fail later may have been larger. */
  async #halve(tokens: number): Promise<void> {
    const most = Math.ceil(tokens / 2);
    if (most >= this.#most) return;
    this.#most = most;
    await this.#onSmaller(most);
  }

  async #bySequences(scan: DirectionalScan, run: Run, step: ScanStep): Promise<States> {
    const middle = Math.floor(step.batch / 2);
    const part = (values: Float32Array, from: number, to: number) =>
      rows(values, step.batch, from, to);
    const runPart = (from: number, to: number) =>
      this.run(scan, run, {
        ...step,
        batch: to - from,
        residual: part(step.residual, from, to),
        forwardPartial: step.forwardPartial && part(step.forwardPartial, from, to),
        states: mapStates(step.states, (values) => part(values, from, to)),
        into: part(step.into, from, to),
      });
    const first = await runPart(0, middle);
    const second = await runPart(middle, step.batch);
    return mapStates(first, (values, name) => joinFloats([values, defined(second[name])]));
  }

  async #byTokens(scan: DirectionalScan, run: Run, step: ScanStep): Promise<States> {
    const middle = Math.floor(step.tokens / 2);
    const part = (values: Float32Array, from: number, to: number) =>
      rows(values, step.tokens, from, to);
    const spans = [
      [0, middle],
      [middle, step.tokens],
    ] as const;
    let { states, first } = step;
    for (const [from, to] of scan.direction === 'reverse' ? spans.toReversed() : spans) {
      states = await this.run(scan, run, {
        ...{ ...step, states, first, tokens: to - from },
        residual: part(step.residual, from, to),
        forwardPartial: step.forwardPartial && part(step.forwardPartial, from, to),
        into: part(step.into, from, to),
      });
      first = false;
    }
    return states;
  }
}

/** Both directions of one call need all of its tokens. */
function canHalve({ direction }: DirectionalScan, { batch, tokens }: ScanStep): boolean {
  return batch > 1 || (direction !== 'both' && tokens >= 2 * minDeviceTokens);
}

/** Rows `[from, to)` of so many. */
function rows(values: Float32Array, count: number, from: number, to: number): Float32Array {
  const width = values.length / count;
  return values.subarray(from * width, to * width);
}

function mapStates(
  states: States,
  change: (values: Float32Array, name: string) => Float32Array,
): States {
  return Object.fromEntries(
    Object.entries(states).map(([name, values]) => [name, change(values, name)]),
  );
}
