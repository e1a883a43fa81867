import {
  resultOf,
  type AnalysisEvent,
  type InterimEvent,
} from '../../src-main/analysis/events/index.ts';

/** Signal of what nobody stops. */
export const neverStopped = new AbortController().signal;

/** The result of an analysis; its sentences go to `notes`. */
export function readAnalysis<Result, Partial>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  notes: string[] = [],
): Promise<Result> {
  return resultOf(events, noteInto(notes));
}

/** Takes events and keeps their sentences. */
export function noteInto(notes: string[]): (event: InterimEvent<unknown>) => void {
  return (event) => {
    if (event.kind === 'note' && event.note.kind === 'text') notes.push(event.note.text);
  };
}
