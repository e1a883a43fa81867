import { defined } from '../../contract/index.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A function's value at `x`; its gradient is written into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ends where no component of the gradient is larger. */
  readonly tolerance?: number | undefined;
  readonly iterations?: number | undefined;
}

/** Pairs of steps that the curvature is told from. */
const memory = 12;

/**
 * The minimum of a smooth convex function, from `start` on, by limited-memory BFGS with a
 * backtracking line search. Nocedal and Wright 2006, algorithms 7.4 and 7.5. Gives way to other work
 * after each step, so that it can be stopped; rejects with the signal's reason.
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  { signal, tolerance = 1e-5, iterations = 300 }: MinimiseOptions = {},
): Promise<Float64Array> {
  let x = Float64Array.from(start);
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  for (let i = 0; i < iterations && largest(gradient) > tolerance; i++) {
    const direction = descend(gradient, pairs);
    const slope = dot(direction, gradient);
    // Before the first pair the scale is unknown: a step of length 1 at most.
    let step = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const nextGradient = new Float64Array(x.length);
    let next = x;
    let nextValue = Infinity;
    for (; step > 1e-12; step /= 2) {
      next = x.map((at, j) => at + step * direction[j]!);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * step * slope) break;
    }
    if (step <= 1e-12) break;
    remember(pairs, difference(next, x), difference(nextGradient, gradient));
    [x, gradient, value] = [next, nextGradient, nextValue];
    await nextTurn();
    signal?.throwIfAborted();
  }
  return x;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / (s . y) */
  readonly rho: number;
}

function remember(pairs: Pair[], s: Float64Array, y: Float64Array): void {
  const curvature = dot(s, y);
  if (curvature <= 1e-14 * dot(y, y)) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

/** Minus the inverse curvature times the gradient. */
function descend(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((value) => -value);
  const alphas: number[] = [];
  for (const { s, y, rho } of pairs.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    addScaled(q, -alpha, y);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  for (const { s, y, rho } of pairs) addScaled(q, defined(alphas.pop()) - rho * dot(y, q), s);
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, scale: number, values: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * values[i]!;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
