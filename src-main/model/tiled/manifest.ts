import { z } from 'zod';
import { headTrackRoles } from '../../contract/index.ts';
import { trainingFields } from '../training-fields.ts';

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

const oneHotSchema = z.strictObject({
  kind: z.literal('one-hot'),
  /** Name of the graph's float32 input. */
  name: z.string(),
  layout: z.enum(['[1,L,4]', '[1,4,L]']),
  order: letterOrder,
  /** What each of the four channels holds where the letter is not known. */
  unknown: z.union([z.literal(0), z.literal(0.25)], { error: 'expected 0 or 0.25' }),
});

const extraSchema = z
  .strictObject({
    name: z.string(),
    type: z.enum(['int64', 'int32', 'float32']),
    value: z.number(),
    /** `tokens`: `[b, tokens]`, with 0 at padding, as an attention mask; else this very shape. */
    shape: z.union([z.literal('tokens'), z.array(z.number().int().positive())], {
      error: 'expected "tokens" or a list of numbers',
    }),
  })
  .refine(({ type, value }) => type === 'float32' || Number.isSafeInteger(value), {
    error: 'expected a whole number for a type of integers',
    path: ['value'],
  });

const trackSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]+$/),
  label: z.string(),
  role: z.enum(headTrackRoles).optional(),
  /** The strand that it tells of; both where absent. */
  strand: z.enum(['+', '-']).optional(),
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  unit: z.string(),
  /** Which of the output's tracks, from 0; the track's own place in this list where absent. */
  channel: id.optional(),
});

const tracksOutputSchema = z.strictObject({
  kind: z.literal('tracks'),
  /** Name of the graph's float32 output. */
  name: z.string(),
  layout: z.enum(['[1,bins,tracks]', '[1,tracks,bins]']),
  /** bp per value. */
  bin: count,
  /** bp at either end of a tile for which the graph gives no value. */
  crop: z.number().int().nonnegative().optional(),
  activation: z.enum(['sigmoid', 'softplus', 'none']),
  tracks: z.array(trackSchema).min(1),
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
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  name: z.string(),
  version: z.string(),
  family: z.literal('onnx'),
  license: z.string(),
  citation: z.string().optional(),
  description: z.string().optional(),
  ...trainingFields,
  trainingContext: count.optional(),
  input: z.discriminatedUnion('kind', [tokensSchema, oneHotSchema]),
  /** Inputs that are the same for every tile. */
  constants: z.array(extraSchema).optional(),
  tiling: tilingSchema,
  outputs: z.array(z.discriminatedUnion('kind', [lmOutputSchema, tracksOutputSchema])).min(1),
});

export type GraphManifest = z.infer<typeof graphManifestSchema>;
export type GraphInput = GraphManifest['input'];
export type TokensInput = z.infer<typeof tokensSchema>;
export type GraphTracksOutput = z.infer<typeof tracksOutputSchema>;
