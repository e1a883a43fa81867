import type { PassProgress } from '../../contract/index.ts';
import type { AnalysisEvent, InterimEvent } from './analysis-event.ts';

/** Reads an analysis to its end: gives what comes on the way to `onEvent`, and the result back. */
export async function resultOf<Result, Partial = never>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  onEvent: (event: InterimEvent<Partial>) => void,
): Promise<Result> {
  let result: { readonly value: Result } | undefined;
  for await (const event of events) {
    if (event.kind === 'result') result = { value: event.result };
    else onEvent(event);
  }
  if (result) return result.value;
  throw new Error('An analysis ended without a result.');
}

/**
 * An analysis inside another: its notes and progress become those of the outer one, its parts stay.
 * `toOuter` says what its progress is of the whole; as it is where absent.
 */
export function innerResult<Result, Partial>(
  events: AsyncIterable<AnalysisEvent<Result, Partial>>,
  emit: (event: InterimEvent) => void,
  toOuter: (progress: PassProgress) => PassProgress = (progress) => progress,
): Promise<Result> {
  return resultOf(events, (event) => {
    if (event.kind === 'note') emit(event);
    if (event.kind === 'progress') emit({ kind: 'progress', progress: toOuter(event.progress) });
  });
}
