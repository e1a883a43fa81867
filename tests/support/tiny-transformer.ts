import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder } from '../../src-main/model/graph/graph-builder.ts';
import { splitChannels } from '../../src-main/model/graph/operators.ts';
import { baseTokens, reverseComplement, tokenize } from '../../src-main/sequence/index.ts';
import { motifs } from './tutorial-grammar.ts';

/** The first three channels, on the forward strand. */
const kinds = ['enhancer', 'insulator', 'promoter'] as const;

const bin = 128;
/** Width of a filter, and how far before a motif's middle it starts. */
const width = 16;
const half = 8;
/** How much more a bin with an enhancer is attended to, and how much less one in another domain. */
const enhancerScore = 12;
const domainPenalty = 24;

export interface TinyTransformer {
  /** bp that it reads at once. */
  readonly tile?: number;
  /** bp in a tile's middle that count. */
  readonly centre?: number;
  readonly id?: string;
}

/**
 * Writes a model folder with a transformer of one head that knows the tutorial's grammar: filters find
 * the motifs, insulators are counted along the tile, and each bin attends to enhancers of its own
 * domain, as far as the tile goes. What lies beyond its tile it cannot know, and that is the point of
 * it. Weights are set by hand, so nothing is trained.
 */
export function writeTinyTransformer(
  folder: string,
  { tile = 12_288, centre = 2_048, id = 'tiny-transformer' }: TinyTransformer = {},
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.onnx'), tinyGraph(tile));
  const manifest = {
    formatVersion: 1,
    id,
    name: `Tiny transformer, tiles of ${tile.toLocaleString('en-US')} bp`,
    version: '1.0.0',
    family: 'onnx',
    license: 'CC0-1.0',
    description: 'Attention over one tile, weights set by hand for the tutorial grammar.',
    input: { kind: 'one-hot', name: 'dna', layout: '[1,L,4]', order: 'ACGT', unknown: 0 },
    tiling: { length: tile, centre },
    outputs: [
      {
        kind: 'tracks',
        name: 'tracks',
        layout: '[1,bins,tracks]',
        bin,
        activation: 'sigmoid',
        tracks: [
          track('enhancer', 'Enhancer', 'enhancer', '#e6a117'),
          track('insulator', 'Insulator', 'insulator', '#5b6ee1'),
          track('promoter', 'Promoter', 'promoter', '#d04648'),
          track('expression', 'Active promoter', 'expression', '#2a9d5c'),
        ],
      },
    ],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

function track(id: string, label: string, role: string, color: string) {
  return { id, label, role, color, unit: 'probability' };
}

/** `dna [b,L,4]` to `tracks [b,L/128,4]`, before the sigmoid. */
function tinyGraph(length: number): Uint8Array {
  const bins = length / bin;
  const g = new GraphBuilder('tiny-transformer');
  const dna = g.input('dna', ['b', length, 4]);
  const letters = g.node('Transpose', [dna], { attributes: { perm: [0, 2, 1] } });
  const { filters, biases } = motifFilters();
  const hits = g.node('Conv', [letters, g.weight(filters, [6, 4, width]), g.weight(biases, [6])], {
    attributes: { kernel_shape: [width], pads: [half, width - 1 - half] },
  });
  const inBins = g.node('MaxPool', [g.node('Relu', [hits])], {
    attributes: { kernel_shape: [bin], strides: [bin] },
  });
  // Either strand: channels 0 and 3 are enhancers, 1 and 4 insulators, 2 and 5 promoters.
  const [forward, backward] = g.nodes('Split', [inBins, g.integers([3, 3])], {
    attributes: { axis: 1 },
    outputs: 2,
  });
  const found = g.node('Transpose', [g.node('Max', [forward!, backward!])], {
    attributes: { perm: [0, 2, 1] },
  });
  const [enhancers, insulators] = splitChannels(g, found, [1, 1, 1]);
  const domains = g.node('CumSum', [insulators!, g.integers([1])]);
  const squares = g.node('Mul', [domains, domains]);
  const features = g.node('Concat', [enhancers!, domains, squares], { attributes: { axis: 2 } });
  const project = ({ weight, positions }: Projection) =>
    g.node('Add', [
      g.node('MatMul', [features, g.weight(Float32Array.from(weight.flat()), [3, 6])]),
      g.weight(Float32Array.from(positions.flat()), [bins, 6]),
    ]);
  const keys = g.node('Transpose', [project(keyProjection(bins))], {
    attributes: { perm: [0, 2, 1] },
  });
  const scores = g.node('MatMul', [project(queryProjection(bins)), keys]);
  const attention = g.node('Softmax', [scores], { attributes: { axis: -1 } });
  const context = g.node('MatMul', [attention, enhancers!]);
  const all = g.node('Concat', [found, context], { attributes: { axis: 2 } });
  const out = g.node('MatMul', [all, g.weight(Float32Array.from(head.weight.flat()), [4, 4])]);
  const logits = g.node('Add', [out, g.weight(Float32Array.from(head.bias), [4])]);
  g.output('tracks', logits, ['b', bins, 4]);
  return g.encode();
}

/** From enhancer, insulator, promoter and context to the four tracks. */
const head = {
  weight: [
    [20, 0, 0, 0],
    [0, 20, 0, 0],
    [0, 0, 20, 20],
    [0, 0, 0, 20],
  ],
  bias: [-10, -10, -10, -30],
};

interface Projection {
  /** From enhancer, domain and its square. `[3][6]` */
  readonly weight: readonly (readonly number[])[];
  /** Fixed encoding of the positions. `[bins][6]` */
  readonly positions: readonly (readonly number[])[];
}

/** Query times key is: enhancer's score - penalty (domain - domain')^2 + cos(position - position'). */
function queryProjection(bins: number): Projection {
  const weight = [
    [0, 0, 0, 0, 0, 0],
    [0, 1, 0, 0, 0, 0],
    [1, 0, 0, 0, 0, 0],
  ];
  return { weight, positions: angles(bins).map((own) => [0, 0, 1, 1, ...own]) };
}

function keyProjection(bins: number): Projection {
  const weight = [
    [0, 0, 0, enhancerScore, 0, 0],
    [0, 2 * domainPenalty, 0, 0, 0, 0],
    [0, 0, -domainPenalty, 0, 0, 0],
  ];
  return { weight, positions: angles(bins).map((own) => [-domainPenalty, 0, 0, 0, ...own]) };
}

function angles(bins: number): number[][] {
  return Array.from({ length: bins }, (_, i) => {
    const angle = (Math.PI * i) / bins;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/** A filter each for the motifs and their reverse complements: 1 where all of it is there, else 0. */
function motifFilters(): { filters: Float32Array; biases: Float32Array } {
  const filters = new Float32Array(6 * 4 * width);
  const biases = new Float32Array(6);
  for (const [i, motif] of bothStrands().entries()) {
    for (const [place, letter] of motif.entries()) filters[(4 * i + letter) * width + place] = 1;
    biases[i] = 1 - motif.length;
  }
  return { filters, biases };
}

/** Letters 0 to 3, the motifs and then their reverse complements. */
function bothStrands(): number[][] {
  const complement = new Uint8Array(16);
  for (const [i, token] of baseTokens.entries()) complement[token] = baseTokens[3 - i]!;
  const forward = kinds.map((kind) => tokenize(motifs[kind]));
  const all = [...forward, ...forward.map((motif) => reverseComplement(motif, complement))];
  return all.map((motif) => [...motif].map((token) => baseTokens.indexOf(token as 7)));
}

/**
 * What the transformer makes of one tile, computed plainly and in double precision: logits
 * `[bins][4]`. Tokens are Megabase's own.
 */
export function plainTinyTransformer(tokens: Uint8Array): number[][] {
  const bins = tokens.length / bin;
  const strands = bothStrands();
  const found = Array.from({ length: bins }, () => [0, 0, 0]);
  for (let start = 0; start < tokens.length; start++) {
    for (const [i, motif] of strands.entries()) {
      const isHere = motif.every((letter, k) => tokens[start + k] === baseTokens[letter]);
      if (isHere && start + half < tokens.length)
        found[Math.floor((start + half) / bin)]![i % 3] = 1;
    }
  }
  let passed = 0;
  const domains = found.map(([, insulator]) => (passed += insulator!));
  return found.map(([enhancer, insulator, promoter], i) => {
    let [sum, context] = [0, 0];
    for (let j = 0; j < bins; j++) {
      const apart = domains[i]! - domains[j]!;
      const near = Math.cos((Math.PI * (i - j)) / bins);
      const score = enhancerScore * found[j]![0]! - domainPenalty * apart ** 2 + near;
      sum += Math.exp(score);
      context += Math.exp(score) * found[j]![0]!;
    }
    const all = [enhancer!, insulator!, promoter!, context / sum];
    return head.bias.map((bias, t) => all.reduce((a, x, k) => a + x * head.weight[k]![t]!, bias));
  });
}
