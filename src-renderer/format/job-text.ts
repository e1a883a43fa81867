import { formatRegion, type Job, type PassProgress } from '../../src-main/contract/index.ts';
import { percent } from './amounts.ts';

/** Where a pass stands: `layer 3 of 4, back, chunk 2 of 8`. */
export function progressText(progress: PassProgress): string {
  const { stage, layer, layers, direction, chunk, chunks } = progress;
  if (stage === 'compile') return 'preparing the model';
  if (stage === 'edits') return `changed sequences, ${chunk} of ${chunks}`;
  if (stage === 'fit') return `fit ${chunk} of ${chunks}`;
  if (stage === 'tiles') return `tile ${chunk} of ${chunks}`;
  const part = chunks > 1 ? `, chunk ${chunk} of ${chunks}` : '';
  if (stage === 'heads') return `writing tracks${part}`;
  const way = direction === 'reverse' ? ', backwards' : direction === 'forward' ? ', forwards' : '';
  return `layer ${layer} of ${layers}${way}${part}`;
}

/** A job as text that can be sent to somebody who helps. */
export function jobDetails(job: Job): string {
  const { title, kind, state, region, provider, progress, notes, error } = job;
  return [
    `${title} (${kind}, ${state})`,
    ...(region ? [`region: ${formatRegion(region)}`] : []),
    ...(provider ? [`computed by: ${provider}`] : []),
    ...(progress ? [`at: ${progressText(progress)}, ${percent(progress.fraction)}`] : []),
    ...(error
      ? [`error: ${error.code}`, `what happened: ${error.message}`, `what to do: ${error.advice}`]
      : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
