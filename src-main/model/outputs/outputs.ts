import { z } from 'zod';
import { headTrackRoles } from '../../contract/index.ts';

/** Ids of models and heads; no `+`, which joins them. */
export const packageId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'expected letters, digits, ".", "_" and "-", a letter or digit first',
  );

const size = z.number().int().positive();
/** Names a column of a table. */
const columnId = z.string().regex(/^[A-Za-z0-9_-]+$/, 'expected letters, digits, "_" and "-" only');
const trackColor = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'expected a colour such as "#0072b2"');

export const trackSchema = z.strictObject({
  id: columnId,
  label: z.string(),
  role: z.enum(headTrackRoles).optional(),
  /** The strand that it tells of; both where absent. */
  strand: z.enum(['+', '-']).optional(),
  color: trackColor,
  unit: z.string(),
});

/** One value of a head that gives no track: a column of a table. */
const labelSchema = z.strictObject({ id: columnId, label: z.string(), unit: z.string() });

/** What becomes of a linear map's value, bias added. */
const activation = z.enum(['sigmoid', 'softplus', 'none']);

/**
 * Which hidden state a head was trained on. `averaged [d]`: that of both strands, in one order of
 * channels. `published [hiddenWidth]`: as `last_hidden_state`, a strand-sharing model's two halves side by
 * side. The same for a model of one strand.
 */
const features = z.enum(['averaged', 'published']);

export const lmOutputSchema = z.strictObject({
  kind: z.literal('lm'),
  /** `masked`: logits at a base tell that base. `causal`: they tell the next one. */
  objective: z.enum(['masked', 'causal']).optional(),
});

/** Ids of the tracks that a language-model head gives. */
export const likelihoodIds = ['log_likelihood', 'entropy', 'information'] as const;

/** A value per bin along the genome. */
export const tracksOutputSchema = z.strictObject({
  kind: z.literal('tracks'),
  /** bp per value, aligned to base 0 of the contig. */
  bin: size,
  pool: z.literal('mean'),
  /** Tensor names in the safetensors file beside it: weight `[tracks, d]`, bias `[tracks]`. */
  weight: z.string(),
  bias: z.string(),
  activation,
  tracks: z.array(trackSchema).min(1),
});

/** Values of a place: of hidden states pooled in a window round it. */
export const windowOutputSchema = z.strictObject({
  kind: z.literal('window'),
  /** Over the window's bases, in the order in which they are read. */
  pool: z.enum(['mean', 'max', 'first', 'last', 'center']),
  /** bp that are pooled, the anchor at index `floor(window / 2)`. */
  window: size,
  /** The middle of a region, or where a gene starts. */
  anchor: z.enum(['center', 'tss']),
  /** `aware`: what lies on the minus strand is read as its reverse complement. */
  strand: z.enum(['forward', 'aware']),
  /** bp that are read, the anchor at index `floor(context / 2)`; the training context where absent. */
  context: size.optional(),
  features,
  /** Tensor names: weight `[labels, width of the features]`, bias `[labels]`. */
  weight: z.string(),
  bias: z.string(),
  activation,
  labels: z.array(labelSchema).min(1),
});

/** Values of a variant: of hidden states pooled round it with either allele, one after the other. */
export const variantOutputSchema = z.strictObject({
  kind: z.literal('variant'),
  pool: z.literal('mean'),
  /** bp that are pooled, the variant's first base at index `floor(window / 2)`. */
  window: size,
  /** bp that are read, its first base at index `floor(context / 2)`; the training context where absent. */
  context: size.optional(),
  features,
  concat: z.literal('ref-alt'),
  /** Tensor names: weight `[labels, twice the width of the features]`, bias `[labels]`. */
  weight: z.string(),
  bias: z.string(),
  activation,
  labels: z.array(labelSchema).min(1),
});

type LmOutput = z.infer<typeof lmOutputSchema>;
export type TracksOutput = z.infer<typeof tracksOutputSchema>;
export type WindowOutput = z.infer<typeof windowOutputSchema>;
export type VariantOutput = z.infer<typeof variantOutputSchema>;
export type HeadOutput = TracksOutput | WindowOutput | VariantOutput;
export type ModelOutput = LmOutput | HeadOutput;
export type Activation = HeadOutput['activation'];
