import { linear, type GraphBuilder, type Matrix, type Value } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import { reverseColumns, reverseRows, reversed } from './flip-weights.ts';

/** A linear map of a mixer, `[out, in]`. */
export interface Projection {
  readonly weight: Matrix;
  readonly bias: Float32Array | undefined;
}

/** What leads into a mixer and out of it; both directions share them where they are tied. */
export interface Projections {
  readonly input: Projection;
  readonly output: Projection;
}

/**
 * `[rows, d]` in and `[d, e]` out. Their numbers are read when they are asked for: where the graphs are compiled,
 * nobody asks.
 */
export function readProjections(
  weights: Weights,
  prefix: string,
  { rows, d, e, bias }: Readonly<Record<'rows' | 'd' | 'e', number>> & { readonly bias: boolean },
): Projections {
  const reader = (name: string, shape: readonly [number, number]) => {
    const [weightName, biasName] = [`${prefix}.${name}.weight`, `${prefix}.${name}.bias`];
    weights.expect(weightName, shape);
    if (bias) weights.expect(biasName, [shape[0]]);
    return (): Projection => ({
      weight: weights.get(weightName, shape),
      bias: bias ? weights.vector(biasName, shape[0]) : undefined,
    });
  };
  return projectionsOf({ input: reader('in_proj', [rows, d]), output: reader('out_proj', [d, e]) });
}

/** With channels that enter and leave in reverse order. */
export function flipProjections(own: Projections): Projections {
  return projectionsOf({
    input: () => ({ ...own.input, weight: reverseColumns(own.input.weight) }),
    output: () => {
      const { weight, bias } = own.output;
      return { weight: reverseRows(weight), bias: bias && reversed(bias) };
    },
  });
}

/** Each of them read once, when it is asked for. */
export function projectionsOf(
  read: Readonly<Record<keyof Projections, () => Projection>>,
): Projections {
  let input: Projection | undefined;
  let output: Projection | undefined;
  return {
    get input() {
      return (input ??= read.input());
    },
    get output() {
      return (output ??= read.output());
    },
  };
}

export function project(g: GraphBuilder, x: Value, { weight, bias }: Projection): Value {
  return linear(g, x, weight, bias);
}
