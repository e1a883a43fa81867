import { firstNotFinite, type Network, type Sweep } from '../../model/index.ts';
import { zeroStates, type States, type SweepRunner, type SweepStep } from './sweep-runner.ts';

/** The first value that is NaN or infinite in what a sweep reads or gives of one chunk. */
export interface SweepFault {
  readonly value: number;
  /** Token of the chunk. */
  readonly token: number;
  /** `residual`: the layer before gave it; `partial`: a sweep before of the same layer; `here`: this one. */
  readonly from: 'residual' | 'partial' | 'here';
}

/**
 * Looks for NaN and infinities in a chunk of one sequence that a sweep has run over.
 *
 * A value that is none makes the whole row of its token none in the next matrix product, and stays in
 * the recurrence's state, so one channel of each row and the states that are left tell it: 4 ns a token
 * of 256 channels, some thousandths of what the sweep takes; all of it would be 100 ns. Only then is all
 * of it searched, also what entered, where one channel may have overflowed unseen. `thorough`: searches
 * all of what comes out, as is due where no other layer follows.
 */
export function findFault(
  sweep: Sweep,
  step: SweepStep,
  left: States,
  { thorough = false } = {},
): SweepFault | undefined {
  const { tokens, residual, partial, into } = step;
  const isFinite = thorough ? firstNotFinite(into) < 0 : looksFinite(into, tokens);
  if (isFinite && Object.values(left).every((one) => firstNotFinite(one) < 0)) {
    return undefined;
  }
  const isReverse = sweep.direction === 'reverse';
  const found =
    findIn(residual, tokens, false, 'residual') ??
    (partial && findIn(partial, tokens, false, 'partial')) ??
    findIn(into, tokens, isReverse, 'here');
  if (found) return found;
  const state = Object.values(left).find((one) => firstNotFinite(one) >= 0)!;
  return {
    value: state[firstNotFinite(state)]!,
    token: isReverse ? 0 : tokens - 1,
    from: 'here',
  };
}

/** The same where both directions ran at once: which of them it was is seen by running each again. */
export async function findInEach(
  { layers, d, partialWidth }: Network,
  layer: number,
  step: SweepStep,
  openSweep: (layer: number, sweep: Sweep) => Promise<SweepRunner>,
): Promise<{ readonly sweep: Sweep; readonly fault: SweepFault } | undefined> {
  let partial: Float32Array | undefined;
  for (const sweep of layers[layer]!.chunked) {
    const into = new Float32Array(step.tokens * (sweep.writes === 'partial' ? partialWidth : d));
    const own = {
      ...step,
      partial: sweep.readsPartial ? partial : undefined,
      states: zeroStates(sweep.states),
      into,
    };
    const runner = await openSweep(layer, sweep);
    try {
      const fault = findFault(sweep, own, await runner.run(own));
      if (fault) return { sweep, fault };
    } finally {
      await runner.release();
    }
    partial = into;
  }
  return undefined;
}

/** Whether the first value of every row is a number. */
function looksFinite(values: Float32Array, rows: number): boolean {
  const width = values.length / rows;
  for (let i = 0; i < values.length; i += width) {
    if (!Number.isFinite(values[i])) return false;
  }
  return true;
}

function findIn(
  values: Float32Array,
  tokens: number,
  isReverse: boolean,
  from: SweepFault['from'],
): SweepFault | undefined {
  if (firstNotFinite(values) < 0) return undefined;
  const width = values.length / tokens;
  for (let done = 0; done < tokens; done++) {
    const token = isReverse ? tokens - 1 - done : done;
    const row = values.subarray(token * width, (token + 1) * width);
    const at = firstNotFinite(row);
    if (at >= 0) return { value: row[at]!, token, from };
  }
  return undefined;
}
