import { defined } from '../../contract/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { gatedScan, type ScanSizes } from './operators.ts';

/** A gated scan whose decay is derived from something narrower, `step`, where it is needed. */
export interface SplitScanInputs {
  /** `[b,t,groups*n]` */
  readonly query: Value;
  /** `[b,t,groups*n]` */
  readonly key: Value;
  /** `[b,t,heads*p]` */
  readonly value: Value;
  /** `[b,t,w]`; 0 must give no decay. */
  readonly step: Value;
  /** From steps `[b,t,w]` the decays in log space, `[b,t,heads*n]`, or `[b,t,heads]`: see `decays`. */
  readonly decayOf: (step: Value) => Value;
  /** `[b,heads,n,p]` */
  readonly state: Value;
}

export interface SplitScanSizes extends ScanSizes {
  /** Width of a step. */
  readonly step: number;
  /** Whether each value of a head's query has a decay of its own, or all of the head share one. */
  readonly decays?: 'own' | 'shared';
  /** Into how many pieces the tokens are cut; 1 is the plain scan. */
  readonly pieces: number;
}

/**
 * `gatedScan`, split in time: the operator is serial in tokens, so a GPU that is much wider than
 * heads x batch stands idle. Tokens become `pieces` pieces on the batch axis:
 *
 * 1. Each piece is scanned from a zero state, for the state `E_p` it ends in.
 * 2. The states at the pieces' borders follow: `S_{p+1} = exp(sum of decay in p) S_p + E_p`. This is
 *    a gated scan itself, with pieces for tokens, and a head for each value of query of each head.
 * 3. Each piece is scanned again from the state it truly starts in, which gives the output.
 *
 * No exponent is positive, so nothing overflows. Adding `query . exp(running sum of decay) S_p` to the
 * first output would save the second scan, but writes and reads several tensors as large as the decay,
 * which takes longer on a GPU than scanning a piece once more. Tokens that do not fill the last
 * piece are padded with steps, keys and values of 0, which leave a state as it is.
 */
export function splitScan(
  g: GraphBuilder,
  inputs: SplitScanInputs,
  sizes: SplitScanSizes,
): { output: Value; state: Value } {
  const { query, key, value, step, decayOf, state } = inputs;
  const { heads, n, p = 1, groups = 1, pieces, decays = 'own' } = sizes;
  if (pieces === 1) {
    return gatedScan(g, { query, key, value, decay: decayOf(step), state }, { heads, groups });
  }
  const cut = new PieceCut(g, value, pieces);
  const piece = {
    query: cut.split(query, groups * n),
    key: cut.split(key, groups * n),
    value: cut.split(value, heads * p),
    decay: decayOf(cut.split(step, sizes.step)),
  };
  const stateShape = [heads, n, p];

  // 1. Where each piece ends without what came before.
  const zero = cut.filled(0, cut.rows, stateShape);
  const ends = gatedScan(g, { ...piece, state: zero }, { heads, groups }).state;

  // 2. Where each piece starts.
  const width = heads * n;
  const summed = g.node('ReduceSum', [piece.decay, g.integers([1])], {
    attributes: { keepdims: 0 },
  });
  const decayed =
    decays === 'own' ? summed : cut.spread(cut.shaped(summed, cut.rows, [heads, 1]), [heads, n]);
  const one = cut.filled(1, cut.batch, [pieces, 1]);
  const borders = gatedScan(
    g,
    {
      query: one,
      key: one,
      value: cut.shaped(ends, cut.batch, [pieces, width * p]),
      decay: cut.shaped(decayed, cut.batch, [pieces, width]),
      state: cut.shaped(state, cut.batch, [width, 1, p]),
    },
    { heads: width },
  );
  const before = g.node('Slice', [
    borders.output,
    ...[[0], [pieces - 1], [1]].map((at) => g.integers(at)),
  ]);
  const starts = g.node('Concat', [cut.shaped(state, cut.batch, [1, width * p]), before], {
    attributes: { axis: 1 },
  });

  // 3. The output.
  const started = { ...piece, state: cut.shaped(starts, cut.rows, stateShape) };
  const scan = gatedScan(g, started, { heads, groups });
  return {
    output: cut.joined(scan.output, heads * p),
    state: cut.shaped(borders.state, cut.batch, stateShape),
  };
}

/** Tokens cut into pieces on the batch axis: `[b,t,c] -> [b*pieces, length, c]` and back. */
class PieceCut {
  /** `[1]`: sequences. */
  readonly batch: Value;
  /** `[1]`: pieces of all sequences. */
  readonly rows: Value;
  readonly #g: GraphBuilder;
  readonly #tokens: Value;
  readonly #length: Value;
  readonly #padded: Value;
  readonly #pads: Value;

  constructor(g: GraphBuilder, example: Value, pieces: number) {
    this.#g = g;
    const [batch, tokens] = g.nodes(
      'Split',
      [g.node('Shape', [example], { attributes: { end: 2 } })],
      { attributes: { num_outputs: 2 }, outputs: 2 },
    );
    this.batch = defined(batch);
    this.#tokens = defined(tokens);
    const count = g.integers([pieces]);
    this.rows = g.node('Mul', [this.batch, count]);
    const raised = g.node('Add', [this.#tokens, g.integers([pieces - 1])]);
    this.#length = g.node('Div', [raised, count]);
    this.#padded = g.node('Mul', [this.#length, count]);
    const missing = g.node('Sub', [this.#padded, this.#tokens]);
    this.#pads = g.node('Concat', [g.integers([0, 0, 0, 0]), missing, g.integers([0])], {
      attributes: { axis: 0 },
    });
  }

  split(x: Value, width: number): Value {
    const padded = this.#g.node('Pad', [x, this.#pads]);
    return this.#reshaped(padded, [this.rows, this.#length, this.#g.integers([width])]);
  }

  joined(x: Value, width: number): Value {
    const g = this.#g;
    const whole = this.#reshaped(x, [this.batch, this.#padded, g.integers([width])]);
    return g.node('Slice', [whole, g.integers([0]), this.#tokens, g.integers([1])]);
  }

  /** The values under another shape, whose first axis is `first` long. */
  shaped(x: Value, first: Value, rest: readonly number[]): Value {
    return this.#reshaped(x, [first, this.#g.integers(rest)]);
  }

  filled(value: number, first: Value, rest: readonly number[]): Value {
    const g = this.#g;
    const shape = g.node('Concat', [first, g.integers(rest)], { attributes: { axis: 0 } });
    return g.node('Expand', [g.scalar(value), shape]);
  }

  /** Values whose axes of length 1 are repeated; `rest`: of a piece, all axes. */
  spread(x: Value, rest: readonly number[]): Value {
    const g = this.#g;
    const shape = g.node('Concat', [this.rows, g.integers(rest)], { attributes: { axis: 0 } });
    return g.node('Expand', [x, shape]);
  }

  #reshaped(x: Value, shape: readonly Value[]): Value {
    const g = this.#g;
    return g.node('Reshape', [x, g.node('Concat', shape, { attributes: { axis: 0 } })]);
  }
}
