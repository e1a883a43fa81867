import { createHash } from 'node:crypto';
import { z } from 'zod';
import { alleleScores, evaluationTaskIds, regionPools } from '../../contract/index.ts';
import { identity } from './saved-parts.ts';

/** What was asked for: with it the evaluation can be made again. */
const request = z.object({
  /** Path of the file of labels. */
  labels: z.string(),
  /** Model id. */
  model: z.string(),
  choices: z.object({
    task: z.enum(evaluationTaskIds),
    info: z.string().optional(),
    track: z.string().optional(),
    pool: z.enum(regionPools).optional(),
    score: z.enum(alleleScores).optional(),
    masked: z.boolean().optional(),
    flank: z.number().int().nonnegative().optional(),
  }),
});

export const evaluationSchema = z.object({
  ...{ id: z.string(), request, model: identity },
  /** Name of the file of its numbers in the cache's folder. */
  file: z.string().regex(/^[\w-]+\.json$/),
  createdAt: z.string(),
});

/** An evaluation as it was asked for. */
export type SavedEvaluationRequest = z.infer<typeof request>;

/** An evaluation as a project remembers it. */
export type SavedEvaluation = z.infer<typeof evaluationSchema>;

/** Names an evaluation by what was asked for: the same asked again takes its place. */
export function evaluationId({ labels, model, choices }: SavedEvaluationRequest): string {
  const { task, info, track, pool, score, masked, flank } = choices;
  const content = [labels, model, task, info, track, pool, score, masked, flank];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** The evaluation with another path of its labels. */
export function evaluationWithPaths(
  saved: SavedEvaluation,
  map: (path: string) => string,
): SavedEvaluation {
  return { ...saved, request: { ...saved.request, labels: map(saved.request.labels) } };
}
