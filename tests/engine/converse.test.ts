import { expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { converse } from '../../src-main/engine/process/converse.ts';

const request = { kind: 'probe-kernel' } as const;
const reply = { kind: 'device-failed', note: 'a card fell out' } as const;

/** A process that sends all of its replies in one go, as a busy one's arrive. */
function talk(replies: readonly Reply[], onReply: () => void, signal?: AbortSignal) {
  let listener: (reply: Reply) => void = () => undefined;
  const start = () => ({
    send: () => queueMicrotask(() => replies.forEach((one) => listener(one))),
    onReply: (given: typeof listener) => (listener = given),
    onEnd: () => undefined,
    onError: () => undefined,
    kill: () => Promise.resolve(),
  });
  return converse(start, request, signal, () => {
    onReply();
    return false;
  });
}

it('nothing that arrived with it is told after a reply at which the pass was cancelled', async () => {
  const controller = new AbortController();
  let told = 0;
  const onReply = () => {
    told += 1;
    if (told === 2) controller.abort();
  };
  const talked = talk([reply, reply, reply, reply], onReply, controller.signal);
  await expect(talked).rejects.toMatchObject({ code: 'cancelled' });
  expect(told).toBe(2);
});

it('nor after one that could not be taken in, or that says that the pass has failed', async () => {
  let told = 0;
  const full = talk([reply, reply], () => {
    told += 1;
    throw new Error('the output is full');
  });
  await expect(full).rejects.toThrow('the output is full');
  expect(told).toBe(1);
  const failed = { kind: 'failed', code: 'compute-failed', message: 'no' } as const;
  await expect(talk([failed, reply], () => (told += 1))).rejects.toThrow('no');
  expect(told).toBe(1);
});
