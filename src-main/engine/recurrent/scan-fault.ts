import { defined } from '../../contract/index.ts';
import { firstNotFinite, type Network, type DirectionalScan } from '../../model/index.ts';
import { zeroStates, type States, type ScanRunner, type ScanStep } from './scan-runner.ts';

/** The first value that is NaN or infinite in what a directional scan reads or gives of one chunk. */
export interface ScanFault {
  readonly value: number;
  /** Token of the chunk. */
  readonly token: number;
  /** `residual`: the layer before gave it; `partial`: a directional scan before of the same layer; `here`: this one. */
  readonly from: 'residual' | 'partial' | 'here';
}

/**
 * Looks for NaN and infinities in a chunk of one sequence that a directional scan has run over.
 *
 * A value that is none makes the whole row of its token none in the next matrix product, and stays in
 * the recurrence's state, so one channel of each row and the states that are left tell it: 4 ns a token
 * of 256 channels, some thousandths of what the scan takes; all of it would be 100 ns. Only then is all
 * of it searched, also what entered, where one channel may have overflowed unseen. `thorough`: searches
 * all of what comes out, as is due where no other layer follows.
 */
export function findFault(
  scan: DirectionalScan,
  step: ScanStep,
  left: States,
  { thorough = false } = {},
): ScanFault | undefined {
  const { tokens, residual, forwardPartial, into } = step;
  const isFinite = thorough ? firstNotFinite(into) < 0 : looksFinite(into, tokens);
  if (isFinite && Object.values(left).every((one) => firstNotFinite(one) < 0)) {
    return undefined;
  }
  const isReverse = scan.direction === 'reverse';
  const found =
    findIn(residual, tokens, false, 'residual') ??
    (forwardPartial && findIn(forwardPartial, tokens, false, 'partial')) ??
    findIn(into, tokens, isReverse, 'here');
  if (found) return found;
  const state = defined(Object.values(left).find((one) => firstNotFinite(one) >= 0));
  return {
    value: defined(state[firstNotFinite(state)]),
    token: isReverse ? 0 : tokens - 1,
    from: 'here',
  };
}

/** The same where both directions ran at once: which of them it was is seen by running each again. */
export async function findInEach(
  { layers, d, forwardPartialWidth }: Network,
  layer: number,
  step: ScanStep,
  openScan: (layer: number, scan: DirectionalScan) => Promise<ScanRunner>,
): Promise<{ readonly scan: DirectionalScan; readonly fault: ScanFault } | undefined> {
  let forwardPartial: Float32Array | undefined;
  for (const scan of defined(layers[layer]).streamed) {
    const into = new Float32Array(
      step.tokens * (scan.writes === 'partial' ? forwardPartialWidth : d),
    );
    const own = {
      ...step,
      forwardPartial: scan.readsForwardPartial ? forwardPartial : undefined,
      states: zeroStates(scan.states),
      into,
    };
    const runner = await openScan(layer, scan);
    try {
      const fault = findFault(scan, own, await runner.run(own));
      if (fault) return { scan, fault };
    } finally {
      await runner.release();
    }
    forwardPartial = into;
  }
  return undefined;
}

/** Whether the first value of every row is a number, told as `firstNotFinite` does. */
function looksFinite(values: Float32Array, rows: number): boolean {
  const width = values.length / rows;
  const inFours = (rows - (rows % 4)) * width;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < inFours; i += 4 * width) {
    a += values[i]!;
    b += values[i + width]!;
    c += values[i + 2 * width]!;
    d += values[i + 3 * width]!;
  }
  for (let i = inFours; i < values.length; i += width) a += values[i]!;
  return Number.isFinite(a + b + c + d);
}

function findIn(
  values: Float32Array,
  tokens: number,
  isReverse: boolean,
  from: ScanFault['from'],
): ScanFault | undefined {
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
