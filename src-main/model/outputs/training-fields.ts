import { z } from 'zod';

/** What a manifest may say of a model's training and of what came of it. */
export const trainingFields = {
  /** bp round a variant within which the largest gain and loss of a track are told. */
  variantDistance: z.number().int().positive().optional(),
  /** The genome it was trained on, so that one unlike it can be told. */
  trainedOn: z
    .strictObject({
      /** A noun phrase: "13 chromosomes of ...". */
      text: z.string(),
      /** Least and largest share of G and C in long windows of it. */
      gc: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
      /** Mean of the coding track over the bins of it that are called, at 0.5 and above. */
      calledMean: z.number().min(0.5).max(1).optional(),
      /**
       * Natural log of the likelihood of a base, as `log_likelihood` has it, mean of windows of 1,024 bp of
       * sequence like it: their median, and the least that is usual.
       */
      logLikelihood: z.strictObject({ median: z.number(), least: z.number() }).optional(),
    })
    .optional(),
  /** `none`: it was measured that its tracks do not tell harmful variants from harmless ones. */
  variantEffects: z.literal('none').optional(),
};
