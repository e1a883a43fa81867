import { describe, expect, it } from 'vitest';
import { MegabaseError, type Job, type ServedWorkbench } from '../../src-main/contract/index.ts';
import { encodeMessage } from '../../src-main/transport/message.ts';
import { Random } from '../support/random.ts';
import { FakeEvents, fakeWorkbench } from './fake-workbench.ts';
import { messagesFrom } from './messages.ts';
import { wires } from './wires.ts';

const job: Job = { id: '1', kind: 'predict', title: 'chrT1', state: 'running', notes: [] };
const request = { run: 'r', project: 'p', track: 't', start: 0, end: 9, bpPerPixel: 1 };

/** A workbench whose `view` ends with its signal only, as `cancelled`. */
function slowView() {
  const signals: AbortSignal[] = [];
  const workbench = fakeWorkbench({
    jobs: () => Promise.resolve([job]),
    view: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal!);
        const end = () => reject(new MegabaseError('cancelled', 'The view was cancelled.'));
        signal!.addEventListener('abort', end, { once: true });
      }),
  });
  return { workbench, signals };
}

describe.each(Object.entries(wires))('over %s', (_name, connect) => {
  it('a call that is cancelled rejects at once, and its signal aborts in the workbench', async () => {
    const { workbench, signals } = slowView();
    const { client } = await connect(workbench, new FakeEvents());
    const controller = new AbortController();
    const cancelled = client.view(request, { signal: controller.signal });
    const other = client.view(request, { signal: new AbortController().signal });
    other.catch(() => undefined);
    await expect.poll(() => signals.length).toBe(2);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await client.jobs();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it('a signal that has aborted before sends nothing', async () => {
    const { workbench, signals } = slowView();
    const { client } = await connect(workbench, new FakeEvents());
    const call = client.view(request, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await client.jobs();
    expect(signals).toEqual([]);
  });

  it('a signal that aborts after the answer changes nothing', async () => {
    const seen: AbortSignal[] = [];
    const workbench = fakeWorkbench({
      jobs: (_request, signal) => Promise.resolve((seen.push(signal!), [job])),
    });
    const { client } = await connect(workbench, new FakeEvents());
    const controller = new AbortController();
    expect(await client.jobs(undefined, { signal: controller.signal })).toEqual([job]);
    controller.abort();
    expect(await client.jobs()).toEqual([job]);
    expect(seen.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  it('when the wire closes, calls in flight are cancelled, and a job that one made is not', async () => {
    const { workbench: slow, signals } = slowView();
    const jobSignals: AbortSignal[] = [];
    const workbench: ServedWorkbench = {
      ...slow,
      retryJob: (_request, signal) => Promise.resolve((jobSignals.push(signal!), job)),
    };
    const { client, close } = await connect(workbench, new FakeEvents());
    await client.retryJob({ id: '1' });
    client.view(request).catch(() => undefined);
    client.view(request).catch(() => undefined);
    await expect.poll(() => signals.length).toBe(2);
    close();
    await expect.poll(() => signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(jobSignals.map(({ aborted }) => aborted)).toEqual([false]);
  });

  it('every call is answered once, also where its method does not end with its signal', async () => {
    let answer: (() => void) | undefined;
    const workbench = fakeWorkbench({
      jobs: () => new Promise((resolve) => (answer = () => resolve([job]))),
      models: () => Promise.resolve([]),
    });
    const { wire } = await connect(workbench, new FakeEvents());
    const { messages, next } = messagesFrom(wire);
    wire.send(encodeMessage({ kind: 'call', id: 1, method: 'jobs' }));
    wire.send(encodeMessage({ kind: 'cancel', id: 1 }));
    expect(await next()).toMatchObject({ kind: 'error', id: 1, error: { code: 'cancelled' } });
    answer!();
    // The id is free again, and a second cancel finds nothing.
    wire.send(encodeMessage({ kind: 'cancel', id: 1 }));
    wire.send(encodeMessage({ kind: 'call', id: 1, method: 'models' }));
    expect(await next()).toEqual({ kind: 'result', id: 1, result: [] });
    expect(messages).toHaveLength(2);
  });

  it('seeded cancels and answers in any order leave no call open', async () => {
    const random = new Random(21);
    const waiting: (() => void)[] = [];
    const workbench = fakeWorkbench({
      retryJob: ({ id }, signal) =>
        new Promise((resolve, reject) => {
          waiting.push(() => resolve({ ...job, id }));
          if (random.below(2) === 0) signal!.addEventListener('abort', () => reject(new Error()));
        }),
    });
    const { client } = await connect(workbench, new FakeEvents());
    const calls = Array.from({ length: 60 }, (_, i) => {
      const controller = new AbortController();
      const call = client.retryJob({ id: String(i) }, { signal: controller.signal });
      return {
        controller,
        outcome: call.then(
          ({ id }) => id,
          (error: unknown) => (error as { code: string }).code,
        ),
      };
    });
    await expect.poll(() => waiting.length).toBe(60);
    const cancelled = calls.filter(() => random.below(3) === 0);
    cancelled.forEach(({ controller }) => controller.abort());
    while (waiting.length > 0) waiting.splice(random.below(waiting.length), 1)[0]!();
    for (const [i, call] of calls.entries()) {
      expect(await call.outcome).toBe(cancelled.includes(call) ? 'cancelled' : String(i));
    }
  });
});
