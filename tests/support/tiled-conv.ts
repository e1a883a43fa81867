import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder, type Value } from '../../src-main/model/graph/graph-builder.ts';
import { Random } from './random.ts';
import { writeGraphManifest } from './token-graph.ts';

/** Two convolutions of `width` with a ReLU between them: a value sees `width - 1` bp on either side. */
export interface ConvModel {
  readonly seed: number;
  readonly hidden: number;
  readonly channels: number;
  /** Odd. */
  readonly width: number;
}

interface Weights {
  readonly first: Float32Array;
  readonly firstBias: Float32Array;
  readonly second: Float32Array;
  readonly secondBias: Float32Array;
}

function convWeights({ seed, hidden, channels, width }: ConvModel): Weights {
  const random = new Random(seed);
  return {
    first: random.floats(hidden * 4 * width, 0.4),
    firstBias: random.floats(hidden, 0.4),
    second: random.floats(channels * hidden * width, 0.3),
    secondBias: random.floats(channels, 0.3),
  };
}

/** What a graph's input and output look like. */
export interface ConvShape {
  readonly length: number;
  /** Axes of the input, such as `[1,L,4]`; `[1,4,L]` where absent. */
  readonly input?: readonly ('1' | 'L' | '4')[];
}

/**
 * The same with no bases of its own at its ends: `dna` to `out [b,channels,L]`, padded with zeros. What
 * comes of `out` is up to `finish`, which gives back names of outputs, values and sizes.
 */
export function convGraph(
  model: ConvModel,
  { length, input = ['1', '4', 'L'] }: ConvShape,
  finish?: (
    g: GraphBuilder,
    out: Value,
  ) => [name: string, value: Value, dims: (number | string)[]][],
): Uint8Array {
  const { hidden, channels, width } = model;
  const { first, firstBias, second, secondBias } = convWeights(model);
  const g = new GraphBuilder(`conv-${model.seed}`);
  const sizes = { '1': 1, L: length, '4': 4 };
  const dna = g.input(
    'dna',
    input.map((axis, i) => (i === 0 ? 'b' : sizes[axis])),
  );
  const [l, four] = [input.indexOf('L'), input.indexOf('4')];
  const others = input.map((_, i) => i).filter((i) => i > 0 && i !== l && i !== four);
  const turned = g.node('Transpose', [dna], { attributes: { perm: [0, four, l, ...others] } });
  const flat = g.node('Reshape', [turned, g.integers([-1, 4, length])]);
  const pads = [(width - 1) / 2, (width - 1) / 2];
  const conv = (x: Value, weight: Float32Array, bias: Float32Array, [to, from]: [number, number]) =>
    g.node('Conv', [x, g.weight(weight, [to, from, width]), g.weight(bias, [to])], {
      attributes: { kernel_shape: [width], pads },
    });
  const inner = g.node('Relu', [conv(flat, first, firstBias, [hidden, 4])]);
  const out = conv(inner, second, secondBias, [channels, hidden]);
  const named = finish?.(g, out) ?? [['out', out, ['b', channels, length]]];
  for (const [name, value, dims] of named) g.output(name, value, dims);
  return g.encode();
}

/** Writes a model folder. */
export function writeConvFolder(
  folder: string,
  graphs: Record<string, Uint8Array>,
  manifest: object,
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(graphs)) writeFileSync(join(folder, name), bytes);
  writeGraphManifest(folder, manifest);
}

/**
 * What the network says of position `i` of a sequence, all channels, in double precision: computed from
 * the letters themselves, wherever a tile may end. Beyond the sequence stands N, which is zeros.
 */
export function plainConv(
  model: ConvModel,
  /** Nothing is computed beyond the text: it is one tile. */
  { bounded = false } = {},
): (text: string, i: number) => number[] {
  const { hidden, channels, width } = model;
  const { first, firstBias, second, secondBias } = convWeights(model);
  const half = (width - 1) / 2;
  const cached = new Map<string, Map<number, Float64Array>>();
  const innerAt = (text: string, i: number): Float64Array => {
    const known = cached.get(text) ?? new Map<number, Float64Array>();
    cached.set(text, known);
    const before = known.get(i);
    if (before) return before;
    const values = Float64Array.from(firstBias);
    for (let k = 0; k < width; k++) {
      const letter = 'ACGT'.indexOf(text[i + k - half] ?? 'N');
      if (letter < 0) continue;
      for (let h = 0; h < hidden; h++) values[h]! += first[(h * 4 + letter) * width + k]!;
    }
    known.set(
      i,
      values.map((value) => Math.max(0, value)),
    );
    return known.get(i)!;
  };
  return (text, i) =>
    Array.from({ length: channels }, (_, c) => {
      let sum = secondBias[c]!;
      for (let k = 0; k < width; k++) {
        const at = i + k - half;
        if (bounded && (at < 0 || at >= text.length)) continue;
        const inner = innerAt(text, at);
        for (let h = 0; h < hidden; h++) sum += second[(c * hidden + h) * width + k]! * inner[h]!;
      }
      return sum;
    });
}

/** Random bases with a gap of N. */
export function basesWithGap(random: Random, length: number, gap: [number, number]): string {
  const bases = Array.from({ length }, () => 'ACGT'.charAt(random.below(4)));
  return bases.fill('N', ...gap).join('');
}
