import { z } from 'zod';
import { alleleScores, evaluationTaskIds, regionPools } from '../../contract/index.ts';
import {
  count,
  exportTarget,
  id,
  nothing,
  number,
  path,
  place,
  provider,
  text,
  texts,
  type Schemas,
} from './parts.ts';

const evaluation = z.strictObject({ project: text, evaluation: text });

const evaluationPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold'), threshold: number }),
  z.strictObject({ kind: z.literal('point'), predicted: number, observed: number }),
  z.strictObject({ kind: z.literal('scores'), from: number, to: number }),
]);

/** Models, and what can run them. */
export const modelSchemas = {
  models: nothing,
  brokenModels: nothing,
  importModel: path,
  importPublished: z.strictObject({ repository: text }),
  removeModel: id,
  verifyModel: id,
  fitProbe: z.strictObject({
    project: text,
    model: text,
    labels: text,
    id: text,
    name: text,
    bin: count.max(1_000_000),
    holdOut: texts.optional(),
    byName: z.boolean().optional(),
    emptyIsZero: z.boolean().optional(),
    log: z.boolean().optional(),
    provider,
  }),
  evaluate: z.strictObject({
    ...{ project: text, model: text, labels: text, provider },
    ...{ task: z.enum(evaluationTaskIds), info: text.optional(), track: text.optional() },
    ...{ pool: z.enum(regionPools).optional(), score: z.enum(alleleScores).optional() },
    ...{ masked: z.boolean().optional(), flank: place.optional() },
  }),
  evaluateAgain: evaluation.extend({ provider }),
  evaluation,
  evaluationRows: evaluation.extend({ at: evaluationPlace.optional(), count: count.max(1000) }),
  exportEvaluation: z.strictObject({ evaluation: text, ...exportTarget }),
  deleteEvaluation: evaluation,
  providers: nothing,
} satisfies Schemas;
