import { resultOf, type AnalysisEvent, type InterimEvent } from '../../analysis/events/index.ts';
import type { ScanReport } from '../../contract/index.ts';
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
      if (event.note.goesOn) update({ provider: event.note.goesOn, device: undefined });
    } else if (event.note.kind === 'compute') {
      const { provider, device, notes, scan } = event.note.begun;
      update({ provider, device });
      [...notes, ...slowerNotes(scan)].forEach(note);
    }
  };
}

/** What is missing that would compute sooner. */
function slowerNotes({ withoutKernel, withoutRunner, warning }: ScanReport): string[] {
  // A warning tells it already.
  if (withoutKernel !== undefined && warning === undefined) {
    return [
      `This takes much longer than it needs to: there is no native kernel here (${withoutKernel}).`,
    ];
  }
  if (withoutRunner === undefined) return [];
  return [`This takes longer than it needs to: the native runner is not used (${withoutRunner}).`];
}

/** Reads an analysis to its end, shows it on the job that runs it, and gives its result back. */
export function followAnalysis<Result, Partial = never>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  job: JobContext,
  onPartial?: (partial: Partial) => void,
): Promise<Result> {
  return resultOf(events, followEvents(job, onPartial));
}
