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

/** `[rows, d]` in and `[d, e]` out. */
export function readProjections(
  weights: Weights,
  prefix: string,
  { rows, d, e, bias }: Readonly<Record<'rows' | 'd' | 'e', number>> & { readonly bias: boolean },
): Projections {
  const read = (name: string, shape: readonly [number, number]): Projection => ({
    weight: weights.get(`${prefix}.${name}.weight`, shape),
    bias: bias ? weights.vector(`${prefix}.${name}.bias`, shape[0]) : undefined,
  });
  return { input: read('in_proj', [rows, d]), output: read('out_proj', [d, e]) };
}

/** With channels that enter and leave in reverse order. */
export function flipProjections({ input, output }: Projections): Projections {
  return {
    input: { ...input, weight: reverseColumns(input.weight) },
    output: { weight: reverseRows(output.weight), bias: output.bias && reversed(output.bias) },
  };
}

export function project(g: GraphBuilder, x: Value, { weight, bias }: Projection): Value {
  return linear(g, x, weight, bias);
}
