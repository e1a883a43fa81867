/**
 * Two functions that lose their digits where they matter most, if a GPU computes them: ONNX Runtime's
 * WebGPU and CUDA providers have `Tanh` as `(1 - e) / (1 + e)` and `Softplus` as `log(1 + e)`. The CPU
 * provider has them right, and its graphs stay as they are.
 */
import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * `log(1 + exp(x))`. On a GPU `max(x, 0) + 2 artanh(e / (2 + e))` with `e = exp(-|x|)`: the argument
 * is a third at most, so a series of seven terms leaves 2e-8 of the value at any `x`, also where it is
 * as small as `exp(x)`. Its own `Softplus` is 5e-5 off at -7, 17 % at -15, and 0 from -17 on.
 */
export function softplus(g: GraphBuilder, x: Value): Value {
  if (g.target === 'cpu') return g.node('Softplus', [x]);
  const e = g.node('Exp', [g.node('Neg', [g.node('Abs', [x])])]);
  const s = g.node('Div', [e, g.node('Add', [e, g.scalar(2)])]);
  const series = polynomial(
    g,
    g.node('Mul', [s, s]),
    Array.from({ length: 7 }, (_, k) => 2 / (2 * k + 1)),
  );
  return g.node('Add', [g.node('Relu', [x]), g.node('Mul', [s, series])]);
}

/**
 * `1 - exp(2 x)` of `x <= 0`: `1 - a^2` of `x = log a`. On the CPU `-2 tanh(x) / (1 - tanh(x))`, which
 * keeps its digits where `a` is near 1. On a GPU, with `u = -2 x` and `m = min(u, 1/4)`, the series of
 * `1 - exp(-m)` plus `exp(-m) - exp(-u)`, which is exactly 0 up to there; what is left out of the
 * series is 5e-8 of it. With its own `Tanh` it is 2.7e-4 off at -1e-4, and 1.3e-2 at -1e-6.
 */
export function oneMinusSquaredExp(g: GraphBuilder, x: Value): Value {
  if (g.target === 'cpu') {
    const tanh = g.node('Tanh', [x]);
    return g.node('Div', [g.node('Mul', [tanh, g.scalar(-2)]), g.node('Sub', [g.scalar(1), tanh])]);
  }
  const u = g.node('Mul', [x, g.scalar(-2)]);
  const m = g.node('Min', [u, g.scalar(0.25)]);
  const expNegative = (value: Value) => g.node('Exp', [g.node('Neg', [value])]);
  // (1 - exp(-m)) / m = sum of (-m)^k / (k + 1)!
  const series = polynomial(g, m, [1, -1 / 2, 1 / 6, -1 / 24, 1 / 120, -1 / 720]);
  const beyond = g.node('Sub', [expNegative(m), expNegative(u)]);
  return g.node('Add', [g.node('Mul', [m, series]), beyond]);
}

/** `c0 + c1 x + c2 x^2 + ...` */
function polynomial(g: GraphBuilder, x: Value, coefficients: readonly number[]): Value {
  const [last, ...others] = coefficients.toReversed();
  return others.reduce<Value>(
    (sum, c) => g.node('Add', [g.node('Mul', [sum, x]), g.scalar(c)]),
    g.scalar(last ?? 0),
  );
}
