import { z } from 'zod';
import { evaluationTaskIds } from '../../contract/index.ts';
import {
  packageId,
  tracksOutputSchema,
  variantOutputSchema,
  windowOutputSchema,
  type HeadOutput,
} from '../outputs/index.ts';
import { columnsOf, headMetrics, taskFaults } from './tasks.ts';

/** What `head.json` says of a head: a small map from a model's last hidden state. */
export const headManifestSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    id: packageId,
    name: z.string(),
    version: z.string(),
    license: z.string().optional(),
    citation: z.string().optional(),
    description: z.string().optional(),
    /** The model that it was trained on; `hash` as `identifyModel` gives it. */
    model: z.strictObject({ id: z.string(), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
    /** How it was trained, as its maker wrote it down: data, contigs, metrics, date. */
    trained: z.record(z.string(), z.unknown()).optional(),
    task: z.enum(evaluationTaskIds).optional(),
    metric: z.enum(headMetrics).optional(),
    outputs: z
      .array(
        z.discriminatedUnion('kind', [tracksOutputSchema, windowOutputSchema, variantOutputSchema]),
      )
      .min(1),
  })
  .superRefine((head, context) => {
    const fault = (message: string, path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    if (head.task !== undefined) {
      const faults = taskFaults(head.task, head);
      if (faults.length > 0) fault(`${head.task} is another task: ${faults.join(', ')}`, ['task']);
    }
    for (const [i, output] of head.outputs.entries()) {
      const tooShort = contextFault(output);
      if (tooShort) fault(tooShort, ['outputs', i, 'context']);
    }
    const ids = head.outputs.flatMap((output) => columnsOf(output).map(({ id }) => id));
    const twice = ids.find((id, i) => ids.indexOf(id) < i);
    if (twice !== undefined) fault(`two tracks or labels have the id "${twice}"`, ['outputs']);
  });

export type HeadManifest = z.infer<typeof headManifestSchema>;

function contextFault(output: HeadOutput): string | undefined {
  if (output.kind === 'tracks' || output.context === undefined) return undefined;
  return output.context < output.window
    ? `found ${output.context}, the window alone has ${output.window} bp`
    : undefined;
}
