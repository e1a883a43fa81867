import { resultOf, type AnalysisEvent, type InterimEvent } from '../../analysis/events/index.ts';
import type { Work } from './job-run.ts';

type JobContext = Pick<Parameters<Work>[0], 'update' | 'note'>;

/** Shows the events of an analysis on the job that runs it. */
export function followEvents<Partial = never>(
  { update, note }: JobContext,
  onPartial?: (partial: Partial) => void,
): (event: InterimEvent<Partial>) => void {
  return (event) => {
    if (event.kind === 'progress') {
      const { progress } = event;
      update({ progress, fraction: progress.fraction });
    } else if (event.kind === 'partial') {
      onPartial?.(event.partial);
    } else if (event.note.kind === 'text') {
      note(event.note.text);
    } else if (event.note.kind === 'compute') {
      const { provider, device, notes } = event.note.begun;
      update({ provider, device });
      notes.forEach(note);
    }
  };
}

/** Reads an analysis to its end, shows it on the job that runs it, and gives its result back. */
export function followAnalysis<Result, Partial = never>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  job: JobContext,
  onPartial?: (partial: Partial) => void,
): Promise<Result> {
  return resultOf(events, followEvents(job, onPartial));
}
