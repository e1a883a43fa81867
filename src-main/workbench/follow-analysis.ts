import { resultOf, type AnalysisEvent } from '../analysis/events/index.ts';
import type { Work } from './job-run.ts';

/** Reads an analysis to its end and tells of it on the job that runs it; gives its result back. */
export function followAnalysis<Result, Partial = never>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  { update, note }: Pick<Parameters<Work>[0], 'update' | 'note'>,
  onPartial?: (partial: Partial) => void,
): Promise<Result> {
  return resultOf(events, (event) => {
    if (event.kind === 'progress') {
      const { progress } = event;
      update({ progress, fraction: progress.fraction });
    } else if (event.kind === 'partial') {
      onPartial?.(event.partial);
    } else if (event.note.kind === 'text') {
      note(event.note.text);
    } else if (event.note.kind === 'compute') {
      const { provider, providerNote } = event.note.begun;
      update({ provider });
      if (providerNote) note(providerNote);
    }
  });
}
