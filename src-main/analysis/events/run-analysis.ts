import type { AnalysisEvent, Emit, InterimEvent } from './analysis-event.ts';

/** What the work of an analysis is given besides its request. */
export interface Running<Partial = never> {
  readonly emit: Emit<Partial>;
  /** Aborted by the caller's signal, and where the caller stops reading events. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` and yields what it emits, then its result. Of progress that nobody has taken yet only
 * the latest is kept; everything else arrives in order. Whoever stops reading early stops the work,
 * and waits until it has ended.
 */
export async function* runAnalysis<Result, Partial = never>(
  signal: AbortSignal,
  work: (running: Running<Partial>) => Promise<Result>,
): AsyncGenerator<AnalysisEvent<Result, Partial>, void> {
  const left = new AbortController();
  const waiting: InterimEvent<Partial>[] = [];
  let wake = (): void => undefined;
  const emit: Emit<Partial> = (event) => {
    if (event.kind === 'progress' && waiting.at(-1)?.kind === 'progress') waiting.pop();
    waiting.push(event);
    wake();
  };
  let hasEnded = false;
  const working = work({ emit, signal: AbortSignal.any([signal, left.signal]) }).finally(() => {
    hasEnded = true;
    wake();
  });
  // Told of where it is awaited; until then a failure must not count as unhandled.
  working.catch(() => undefined);
  try {
    for (;;) {
      for (let event = waiting.shift(); event; event = waiting.shift()) yield event;
      if (hasEnded) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    yield { kind: 'result', result: await working };
  } finally {
    left.abort();
    await working.catch(() => undefined);
  }
}
