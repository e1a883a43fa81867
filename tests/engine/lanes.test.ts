import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Lanes } from '../../src-main/engine/recurrent/perturbations/lanes.ts';

/** Work of some users, a few steps each: how many threads each step had, and the most at a time. */
async function work(threads: number, users: number) {
  const lanes = new Lanes(threads);
  const parts: number[] = [];
  let [now, most] = [0, 0];
  for (let user = 0; user < users; user++) lanes.enter();
  await Promise.all(
    Array.from({ length: users }, async (_, user) => {
      for (let step = 0; step < 5; step++) {
        await lanes.run(async (own) => {
          parts.push(own);
          most = Math.max(most, (now += own));
          for (let i = 0; i < 1 + ((user + step) % 3); i++) await setImmediate();
          now -= own;
        });
      }
      lanes.leave();
    }),
  );
  return { parts, most };
}

it.each([
  { threads: 1, users: 2 },
  { threads: 2, users: 3 },
  { threads: 3, users: 4 },
  { threads: 6, users: 4 },
  { threads: 16, users: 4 },
])('$users users share $threads threads and never take more', async ({ threads, users }) => {
  const { parts, most } = await work(threads, users);
  expect(parts).toHaveLength(5 * users);
  expect(most).toBeLessThanOrEqual(threads);
  // All but what cannot be shared out evenly.
  expect(most).toBeGreaterThan(threads - 3);
  expect(Math.min(...parts)).toBe(Math.max(1, Math.floor(threads / Math.min(3, users))));
});

it('who works alone has all threads', async () => {
  const { parts } = await work(4, 1);
  expect(new Set(parts)).toEqual(new Set([4]));
});

it('those that wait for threads by themselves are on their way at once, each with its part', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const lanes = new Lanes(6);
  const parts: number[] = [];
  for (let user = 0; user < 4; user++) lanes.enter();
  const runs = Array.from({ length: 4 }, () =>
    lanes.run((own) => (parts.push(own), promise), { queues: true }),
  );
  expect(parts).toEqual([2, 2, 2, 2]);
  resolve();
  await Promise.all(runs);
});

it('what fails gives its threads back', async () => {
  const lanes = new Lanes(1);
  await expect(lanes.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(lanes.run((own) => Promise.resolve(own))).resolves.toBe(1);
});

it('who waits takes the part that is due when it begins', async () => {
  const lanes = new Lanes(4);
  const { promise, resolve } = Promise.withResolvers<void>();
  lanes.enter();
  const first = lanes.run(() => promise);
  const second = lanes.run((own) => Promise.resolve(own));
  lanes.enter();
  resolve();
  await first;
  expect(await second).toBe(2);
});
