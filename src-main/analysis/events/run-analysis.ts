import { MegabaseError } from '../../contract/index.ts';
import type { AnalysisEvent, Emit, InterimEvent } from './analysis-event.ts';

/** What the work of an analysis is given besides its request. */
export interface Running<Partial = never> {
  readonly emit: Emit<Partial>;
  /** Aborted by the caller's signal, and where the caller stops reading events. */
  readonly signal: AbortSignal;
}

/** For work that emits parts without end, and must not be far ahead of whoever reads them. */
export interface PacedRunning<Partial = never> extends Running<Partial> {
  /**
   * Resolves once all that was emitted has been taken, and more is asked for. Error: `cancelled` where
   * nobody will.
   */
  readonly drained: () => Promise<void>;
}

/**
 * Runs `work` and yields what it emits, then its result. Of progress that nobody has taken yet only
 * the latest is kept; everything else arrives in order. Whoever stops reading early stops the work,
 * and waits until it has ended.
 */
export async function* runAnalysis<Result, Partial = never>(
  signal: AbortSignal,
  work: (running: PacedRunning<Partial>) => Promise<Result>,
): AsyncGenerator<AnalysisEvent<Result, Partial>, void> {
  const left = new AbortController();
  const waiting: InterimEvent<Partial>[] = [];
  let isReading = true;
  let wakeReader = (): void => undefined;
  let wakeWork = (): void => undefined;
  const emit: Emit<Partial> = (event) => {
    if (event.kind === 'progress' && waiting.at(-1)?.kind === 'progress') waiting.pop();
    waiting.push(event);
    wakeReader();
  };
  const drained = async () => {
    if (waiting.length > 0 || !isReading) {
      await new Promise<void>((resolve) => {
        wakeWork = resolve;
      });
    }
    if (left.signal.aborted) throw new MegabaseError('cancelled', 'Nobody reads the rest.');
  };
  let hasEnded = false;
  const running = { emit, drained, signal: AbortSignal.any([signal, left.signal]) };
  const working = work(running).finally(() => {
    hasEnded = true;
    wakeReader();
  });
  // Told of where it is awaited; until then a failure must not count as unhandled.
  working.catch(() => undefined);
  try {
    for (;;) {
      for (let event = waiting.shift(); event; event = waiting.shift()) {
        isReading = false;
        yield event;
        isReading = true;
      }
      // Set by the work, in its own time.
      if (hasEnded as boolean) break;
      wakeWork();
      await new Promise<void>((resolve) => {
        wakeReader = resolve;
      });
    }
    yield { kind: 'result', result: await working };
  } finally {
    left.abort();
    wakeWork();
    await working.catch(() => undefined);
  }
}
