import { z } from 'zod';
import { packageId, trackSchema, trainingFields } from '../outputs/index.ts';

const id = z.number().int().nonnegative();
const count = z.number().int().positive();
const letterIds = z.strictObject({ A: id, C: id, G: id, T: id, N: id });

/** The four letters in an order of the model's own. */
const letterOrder = z
  .string()
  .refine((order) => [...order].sort().join('') === 'ACGT', 'expected A, C, G and T in some order');

const lettersSchema = z.strictObject({
  kind: z.literal('letters'),
  /** Token id of each letter. */
  ids: letterIds,
  /** Token id that stands for a base the model is to tell; N's where absent. */
  mask: id.optional(),
});

const kmersSchema = z.strictObject({
  kind: z.literal('kmers'),
  /** Bases a token; tokens do not overlap. */
  k: count.min(2).max(8),
  /** `ATCG`: k-mers count A, T, C, G, the last base fastest. */
  order: letterOrder,
  /** Token id of the first k-mer. */
  first: id,
  /** Token id of a k-mer with another letter, or cut short. */
  unknown: id,
  /**
   * Where given, such a k-mer is read letter by letter, as Nucleotide Transformer does, and behind an N
   * the k-mers start anew. One of nothing but N stays unknown: a gap would be thousands of tokens.
   */
  letters: letterIds.optional(),
});

const tokensSchema = z.strictObject({
  kind: z.literal('tokens'),
  /** Name of the graph's input `[b, tokens]`. */
  name: z.string(),
  type: z.enum(['int64', 'int32']),
  vocabulary: z.discriminatedUnion('kind', [lettersSchema, kmersSchema]),
  /** Token ids in front of each tile and behind it, such as CLS and EOS. */
  before: z.array(id).optional(),
  after: z.array(id).optional(),
  /** Token id that fills up a graph of a fixed number of tokens. */
  pad: id.optional(),
});

/** Axes as people write them, `[1,L,4]`; the first one counts tiles. */
function axesSchema<const Axis extends string>(names: readonly Axis[], must: readonly Axis[]) {
  const fault = `expected axes such as [1,${must.join(',')}]: 1 first, ${names.join(' and ')} once at most, 1 else`;
  return z.string().refine((text) => {
    const axes = readAxes(text);
    const count = (axis: string) => axes.filter((one) => one === axis).length;
    return (
      axes[0] === '1' &&
      axes.length <= 4 &&
      axes.every((axis) => axis === '1' || names.includes(axis as Axis)) &&
      names.every((axis) => count(axis) <= 1) &&
      must.every((axis) => count(axis) === 1)
    );
  }, fault);
}

/** `[1,L,4]` as its axes; none where it is not written so. */
export function readAxes(text: string): string[] {
  const [, inner] = /^\[([^[\]]*)\]$/.exec(text.replaceAll(' ', '')) ?? [];
  return inner === undefined ? [] : inner.split(',');
}

const oneHotSchema = z.strictObject({
  kind: z.literal('one-hot'),
  /** Name of the graph's float32 input. */
  name: z.string(),
  /** Axes: `[1,L,4]`, `[1,4,L]`, or with an axis of one more, such as `[1,4,1,L]`. */
  layout: axesSchema(['L', '4'], ['L', '4']),
  order: letterOrder,
  /** What each of the four channels holds where the letter is not known. */
  unknown: z.union([z.literal(0), z.literal(0.25)], { error: 'expected 0 or 0.25' }),
});

const extraSchema = z
  .strictObject({
    name: z.string(),
    type: z.enum(['int64', 'int32', 'float32']),
    /** What all of it holds, or its values in a row, such as a species as one of several. */
    value: z.union([z.number(), z.array(z.number()).min(1)], {
      error: 'expected a number or a list of numbers',
    }),
    /**
     * `tokens`: `[b, tokens]`, with 0 at padding, as an attention mask; else this very shape, whose first
     * axis may be `b`: the values once for each tile.
     */
    shape: z.union([z.literal('tokens'), z.array(z.union([z.literal('b'), count]))], {
      error: 'expected "tokens" or a list of numbers, the first of which may be "b"',
    }),
  })
  .refine(({ type, value }) => type === 'float32' || [value].flat().every(Number.isSafeInteger), {
    error: 'expected a whole number for a type of integers',
    path: ['value'],
  })
  .refine(({ shape }) => shape === 'tokens' || !shape.slice(1).includes('b'), {
    error: 'expected "b" as the first axis alone',
    path: ['shape'],
  })
  .refine(
    ({ value, shape }) =>
      typeof value === 'number' ||
      (shape !== 'tokens' &&
        value.length === shape.reduce<number>((n, one) => n * (one === 'b' ? 1 : one), 1)),
    { error: 'expected as many values as the shape has', path: ['value'] },
  );

export const graphTrackSchema = trackSchema.extend({
  /** Which of the output's tracks, from 0; the track's own place in this list where absent. */
  channel: id.optional(),
  /** Which of them tells the same of the reverse complement; the same channel where absent. */
  swap: id.optional(),
});

/** Of a profile: the total that it is a share of. */
const countSchema = z.strictObject({
  /** Name of the graph's float32 output: a value for each tile, or one for each track of it. */
  name: z.string(),
  /** From its value to a number of reads. */
  activation: z.enum(['exp', 'expm1', 'softplus', 'none']),
  /** What the profile adds up to 1 over: the bins of a track, or those of all tracks together. */
  over: z.enum(['track', 'all']).optional(),
});

const tracksOutputSchema = z
  .strictObject({
    kind: z.literal('tracks'),
    /** Name of the graph's float32 output. */
    name: z.string(),
    /** Axes: `[1,bins,tracks]`, `[1,tracks,bins]`, `[1,bins]` for one track, `[1,tracks]` for one value a tile. */
    layout: axesSchema(['bins', 'tracks'], []),
    /** bp per value; absent where a tile has one, which is of its centre. */
    bin: count.optional(),
    /** bp at either end of a tile for which the graph gives no value. */
    crop: z.number().int().nonnegative().optional(),
    /** `softmax`: over the channels of a bin. `profile`: over the bins of a tile, times `count`. */
    activation: z.enum(['sigmoid', 'softplus', 'softmax', 'exp', 'profile', 'none']),
    count: countSchema.optional(),
    /** The tracks, or a TSV file beside the manifest that has them. */
    tracks: z.union([z.array(graphTrackSchema).min(1), z.string()], {
      error: 'expected a list of tracks or the name of a TSV file',
    }),
  })
  .refine(({ layout, bin }) => readAxes(layout).includes('bins') === (bin !== undefined), {
    error: 'expected with an axis of bins, and only with one',
    path: ['bin'],
  })
  .refine(({ layout, crop }) => readAxes(layout).includes('bins') || crop === undefined, {
    error: 'expected only with an axis of bins',
    path: ['crop'],
  })
  .refine(({ activation, count: total }) => (activation === 'profile') === (total !== undefined), {
    error: 'expected with the activation "profile", and only with it',
    path: ['count'],
  });

const lmOutputSchema = z.strictObject({
  kind: z.literal('lm'),
  /** Name of the graph's float32 output `[b, tokens, v]`. */
  name: z.string(),
  /** `masked`: logits at a token tell that token. `causal`: they tell the next one. */
  objective: z.enum(['masked', 'causal']).optional(),
});

const tilingSchema = z.strictObject({
  /** bp that the graph reads at once: all the context it has. */
  length: count,
  /** bp in a tile's middle whose values count: the step from tile to tile. All where absent. */
  centre: count.optional(),
  /** Where given, an interval shorter than a tile is read as a tile of no fewer bp than this. */
  shortest: count.optional(),
  /** Such a tile's bp are a multiple of this; 1 where absent. */
  multipleOf: count.optional(),
});

/** What `manifest.json` says of a model that is an ONNX graph: how it is fed, and how read. */
export const graphManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  id: packageId,
  name: z.string(),
  version: z.string(),
  family: z.literal('onnx'),
  license: z.string(),
  citation: z.string().optional(),
  description: z.string().optional(),
  ...trainingFields,
  trainingContext: count.optional(),
  /** Files of graphs with the same inputs and outputs, whose values are averaged; `model.onnx` where absent. */
  members: z.array(z.string()).min(1).optional(),
  /**
   * Reads the reverse complement of each tile, too, and takes the mean of both strands, the larger value, or
   * a track for each strand.
   */
  reverseComplement: z.enum(['average', 'max', 'separate']).optional(),
  input: z.discriminatedUnion('kind', [tokensSchema, oneHotSchema]),
  /** Inputs that are the same for every tile. */
  constants: z.array(extraSchema).optional(),
  tiling: tilingSchema,
  outputs: z.array(z.discriminatedUnion('kind', [lmOutputSchema, tracksOutputSchema])).min(1),
});

/** As the file has it; see `resolveManifest`. */
export type WrittenManifest = z.infer<typeof graphManifestSchema>;
export type GraphTrack = z.infer<typeof graphTrackSchema> & {
  readonly channel: number;
  /** Of a track for each strand: the one that it is of. */
  readonly reads?: 'forward' | 'reverse' | undefined;
};

type WrittenTracks = z.infer<typeof tracksOutputSchema>;
export interface GraphTracksOutput extends Omit<WrittenTracks, 'tracks'> {
  readonly bin: number;
  readonly tracks: readonly GraphTrack[];
}

export interface GraphManifest extends Omit<WrittenManifest, 'outputs'> {
  readonly outputs: readonly (z.infer<typeof lmOutputSchema> | GraphTracksOutput)[];
}
export type GraphInput = GraphManifest['input'];
export type TokensInput = z.infer<typeof tokensSchema>;
