import { formatRegion, type Job, type PassProgress } from '../../src-main/contract/index.ts';
import { percent } from './amounts.ts';

/** Where a pass stands: `layer 3 of 4, reverse scan, chunk 2 of 8`. */
export function progressText(progress: PassProgress): string {
  const { stage, layer, layers, direction, chunk, chunks } = progress;
  if (stage === 'edits') return `perturbed sequence ${chunk} of ${chunks}`;
  if (stage === 'fit') return `fit ${chunk} of ${chunks}`;
  if (stage === 'tiles') return `tile ${chunk} of ${chunks}`;
  const part = chunks > 1 ? `, chunk ${chunk} of ${chunks}` : '';
  if (stage === 'heads') return `computing tracks${part}`;
  const way =
    direction === 'reverse' ? ', reverse scan' : direction === 'forward' ? ', forward scan' : '';
  return `layer ${layer} of ${layers}${way}${part}`;
}

/** Those of a job's notes that tell why the CPU computes in place of a GPU. */
export function cpuNotes(notes: readonly string[]): string[] {
  return notes.filter((note) => /\bon the CPU\b/.test(note));
}

/** A job as text that can be sent to somebody who helps. */
export function jobDetails(job: Job): string {
  const { title, kind, state, region, provider, device, progress, notes, error } = job;
  return [
    `${title} (${kind}, ${state})`,
    ...(region ? [`region: ${formatRegion(region)}`] : []),
    ...(provider ? [`device: ${provider}${device ? ` (${device})` : ''}`] : []),
    ...(progress ? [`progress: ${progressText(progress)}, ${percent(progress.fraction)}`] : []),
    ...(error
      ? [`error: ${error.code}`, `what happened: ${error.message}`, `what to do: ${error.advice}`]
      : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}
