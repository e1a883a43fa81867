import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runAnalysis, textNote, type AnalysisEvent } from '../../src-main/analysis/events/index.ts';
import { unstopped } from '../support/event-log.ts';

/** Emits so many parts, each once the one before was taken; `emitted` counts them. */
function counting(count: number) {
  const state = { emitted: 0, error: undefined as unknown };
  const events = runAnalysis<string, number>(unstopped, async ({ emit, drained }) => {
    try {
      for (let i = 0; i < count; i++) {
        emit({ kind: 'partial', partial: i });
        state.emitted += 1;
        await drained();
      }
    } catch (error) {
      state.error = error;
      throw error;
    }
    return 'done';
  });
  return { events, state };
}

it('work that waits until its events are taken is never ahead by more than one', async () => {
  const { events, state } = counting(1000);
  let taken = 0;
  let result: string | undefined;
  for await (const event of events) {
    if (event.kind === 'result') result = event.result;
    if (event.kind !== 'partial') continue;
    expect(event.partial).toBe(taken);
    taken += 1;
    if (taken % 100 === 0) await wait(1);
    expect(state.emitted).toBe(taken);
  }
  expect([taken, result]).toEqual([1000, 'done']);
});

it('work that waits for a reader who has left is cancelled, and has ended when the reader goes on', async () => {
  const { events, state } = counting(1000);
  for await (const event of events) if (event.kind === 'partial' && event.partial === 2) break;
  expect(state.emitted).toBe(3);
  expect(state.error).toMatchObject({ code: 'cancelled' });
});

it('all events arrive in order, but of progress that nobody has taken only the latest', async () => {
  const progress = (fraction: number) => ({
    kind: 'progress' as const,
    progress: {
      ...({ stage: 'edits', direction: 'both', secondsLeft: undefined } as const),
      ...{ layer: 1, layers: 1, chunk: 1, chunks: 1, fraction },
    },
  });
  const events = runAnalysis(unstopped, ({ emit }) => {
    emit(progress(0.1));
    emit(progress(0.2));
    emit(textNote('half'));
    emit(progress(0.5));
    return Promise.resolve(3);
  });
  const seen: AnalysisEvent<number>[] = [];
  for await (const event of events) seen.push(event);
  expect(seen).toEqual([
    progress(0.2),
    textNote('half'),
    progress(0.5),
    { kind: 'result', result: 3 },
  ]);
});
