import { z } from 'zod';
import {
  background,
  count,
  exportTarget,
  inAdvance,
  map,
  nothing,
  number,
  provider,
  reading,
  span,
  text,
  type Schemas,
} from './parts.ts';

const again = map.extend({ provider });

const effects = z.strictObject({
  ...reading,
  elements: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('track'), track: text, threshold: number }),
    z.strictObject({ kind: z.literal('tile'), bp: count }),
    z.strictObject({ kind: z.literal('bed'), file: text }),
  ]),
  targets: text.optional(),
  targetTrack: text.optional(),
  knockOut: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('n') }),
    z.strictObject({ kind: z.literal('shuffle'), times: count.max(1000) }),
  ]),
  background: background.optional(),
  readings: z
    .strictObject({
      strands: z.boolean().optional(),
      members: z.boolean().optional(),
      models: z.array(text).max(20).optional(),
    })
    .optional(),
});

const readout = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('likelihood'), masked: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('track'), track: text, at: text.optional() }),
]);

const baseMap = z.strictObject({
  ...reading,
  question: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mutagenesis'), readout, annotation: text.optional() }),
    z.strictObject({ kind: z.literal('dependencies') }),
  ]),
});

/** Maps of elements and of bases, and context curves. */
export const mapSchemas = {
  estimateEffects: effects,
  findEffects: effects.extend(inAdvance),
  findEffectsAgain: again,
  effectMap: map,
  exportEffects: z.strictObject({
    ...{ map: text, threshold: number.nonnegative().optional() },
    ...exportTarget,
  }),
  deleteMap: map,
  tutorialEffects: nothing,
  contextCurve: z.strictObject({
    ...{ project: text, model: text, track: text, provider },
    ...{ place: span.extend({ name: text }), region: span },
  }),
  estimateBaseMap: baseMap,
  findBaseMap: baseMap,
  findBaseMapAgain: again,
  baseMap: map,
  exportBaseMap: z.strictObject({
    ...{ map: text, threshold: number.nonnegative().optional() },
    ...exportTarget,
  }),
  deleteBaseMap: map,
} satisfies Schemas;
