import { defined } from '../../contract/index.ts';
import { GraphBuilder, type Value, linear, type Matrix } from '../graph/index.ts';
import type { Weights } from '../weights/index.ts';
import { caduceusSizes, flipsBefore, type CaduceusConfig } from './config.ts';
import { applyNorm, readNorm } from './norm.ts';

/** The embedding table `[v, d]`, which is also the LM head where the two are tied. */
export function readEmbedding(weights: Weights, config: CaduceusConfig): Matrix {
  const { v, d } = caduceusSizes(config);
  const name = 'caduceus.backbone.embeddings.word_embeddings';
  return weights.get(weights.firstOf([`${name}.weight`, `${name}.embedding.weight`]), [v, d]);
}

/** The LM head `[v, d]`, of its own or the embedding. */
export function readLmHead(weights: Weights, config: CaduceusConfig): Matrix {
  const { v, d } = caduceusSizes(config);
  const untied = ['lm_head.weight', 'lm_head.lm_head.weight'].find((name) => weights.has(name));
  return untied === undefined ? readEmbedding(weights, config) : weights.get(untied, [v, d]);
}

/**
 * Final norm, logits, hidden state, features and tracks.
 *
 * A PS model's two perturbed runs meet here: `first` and `second` are what the published hidden state holds
 * side by side, the second with its channels back in order. After an odd number of flips, one at each
 * fused norm, the published code ends on a flipped residual, so the perturbed runs have changed places and
 * both have their channels reversed.
 */
export function headGraph(
  weights: Weights,
  config: CaduceusConfig,
  options: HeadOptions,
): Uint8Array {
  const g = new GraphBuilder('caduceus head');
  const residual = g.input('residual', [1, 't', config.d_model]);
  headNodes(g, residual, weights, config, options);
  return g.encode();
}

export interface HeadOptions {
  readonly lmHead: Matrix;
  readonly complement: Uint8Array;
  readonly tracks: Matrix | undefined;
}

/** The head as nodes, down to the graph's outputs; of a PS model with an input for the second strand. */
export function headNodes(
  g: GraphBuilder,
  residual: Value,
  weights: Weights,
  config: CaduceusConfig,
  options: HeadOptions,
): void {
  const { d } = caduceusSizes(config);
  const { lmHead } = options;
  const v = defined(lmHead.shape[0]);
  const norm = readNorm(weights, config, 'caduceus.backbone.norm_f');
  const normed = (x: Value) => applyNorm(g, x, norm, config.norm_epsilon);

  let logits: Value;
  let hidden: Value;
  let features: Value;
  if (config.rcps) {
    const mirrored = reverseAxis(g, g.input('mirrored', [1, 't', d]), 1);
    const endsFlipped = flipsBefore(config, config.n_layer) % 2 === 1;
    const [first, second] = endsFlipped
      ? [normed(reverseAxis(g, mirrored, 2)), normed(reverseAxis(g, residual, 2))]
      : [normed(residual), normed(mirrored)];
    logits = g.node('Add', [
      linear(g, first, lmHead),
      linear(g, second, pickRows(lmHead, options.complement)),
    ]);
    hidden = g.node('Concat', [first, reverseAxis(g, second, 2)], { attributes: { axis: -1 } });
    features = g.node('Mul', [g.node('Add', [first, second]), g.scalar(0.5)]);
  } else {
    hidden = features = normed(residual);
    logits = linear(g, hidden, lmHead);
  }
  g.output('logits', logits, [1, 't', v]);
  g.output('hidden', hidden, [1, 't', config.rcps ? 2 * d : d]);
  g.output('features', features, [1, 't', d]);
  if (options.tracks) {
    g.output('tracks', linear(g, features, options.tracks), [
      1,
      't',
      defined(options.tracks.shape[0]),
    ]);
  }
}

function reverseAxis(g: GraphBuilder, x: Value, axis: 1 | 2): Value {
  const beforeFirst = -(2 ** 31);
  const [start, end, axes, step] = [[-1], [beforeFirst], [axis], [-1]].map((n) => g.integers(n));
  return g.node('Slice', [x, defined(start), defined(end), defined(axes), defined(step)]);
}

function pickRows({ data, shape }: Matrix, rows: Uint8Array): Matrix {
  const columns = defined(shape[1]);
  const result = new Float32Array(data.length);
  rows.forEach((row, r) =>
    result.set(data.subarray(row * columns, (row + 1) * columns), r * columns),
  );
  return { data: result, shape };
}
