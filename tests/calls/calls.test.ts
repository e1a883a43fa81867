import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../src-main/cli/calls/index.ts';
import { Calls } from '../../src-main/cli/calls/calls.ts';
import { placeInside } from '../../src-main/cli/calls/command-line.ts';
import { PathBounds } from '../../src-main/transport/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A call that ends when it is told to, and one that says what it was given. */
function someCalls() {
  const running: { readonly end: () => void }[] = [];
  const ends = new AbortController();
  const slow: Call = {
    ...{ name: 'slow', about: 'Waits.', schema: z.strictObject({}), readsOnly: false },
    run: async (_, { signal }) => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      running.push({ end: () => resolve(undefined) });
      signal.addEventListener('abort', () => reject(new Error('It was stopped.')));
      await promise;
      return { kind: 'done', answer: 'slept', files: [] };
    },
  };
  const schema = z.strictObject({ text: z.string().max(10), times: z.number().default(2) });
  const echo: Call = {
    ...{ name: 'echo', about: 'Says it.', schema, readsOnly: true },
    run: (given) => Promise.resolve({ kind: 'done', answer: given, files: [] }),
  };
  const calls = new Calls([slow, echo], [temporaryFolder()], ends.signal);
  const begin = (name: string, given: unknown = {}, signal = new AbortController().signal) =>
    calls.begin(name, given, { signal, onEvent: () => undefined });
  return { begin, running, ends };
}

it('a call that is cancelled while it waits gives its place up at once', async () => {
  const { begin, running } = someCalls();
  const first = begin('slow');
  await expect.poll(() => running).toHaveLength(1);
  const controller = new AbortController();
  const waiting = Array.from({ length: 16 }, () => begin('slow', {}, controller.signal));
  expect(() => begin('slow')).toThrow(expect.objectContaining({ code: 'calls-full' }) as Error);
  // What only reads does not wait for it.
  expect(await begin('echo', { text: 'x' })).toMatchObject({ kind: 'done' });

  controller.abort();
  for (const outcome of await Promise.all(waiting)) {
    expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'cancelled' } });
  }
  const last = begin('slow');
  running[0]!.end();
  expect(await first).toMatchObject({ kind: 'done', answer: 'slept' });
  await expect.poll(() => running).toHaveLength(2);
  running[1]!.end();
  expect(await last).toMatchObject({ kind: 'done' });
});

it('a call that fails is an outcome, and the next one has its turn', async () => {
  const { begin, ends, running } = someCalls();
  const both = [begin('slow'), begin('slow')];
  await expect.poll(() => running).toHaveLength(1);
  ends.abort();
  expect(await Promise.all(both)).toMatchObject([
    { kind: 'failed', error: { code: 'unexpected' } },
    { kind: 'failed', error: { code: 'cancelled' } },
  ]);
});

it('parameters are what the schema makes of them, and what is wrong with them is told', async () => {
  const { begin } = someCalls();
  expect(await begin('echo', { text: 'x' })).toMatchObject({ answer: { text: 'x', times: 2 } });
  for (const [given, said] of [
    [{ text: 1 }, /^echo does not take this: text: .*string/],
    [{}, /text: /],
    [{ text: 'x', more: 1 }, /more/],
    [{ text: 'x'.repeat(11) }, /text: /],
    [null, /^echo does not take this: /],
    [[], /^echo does not take this: /],
    [{ text: 'x', ['y'.repeat(100_000)]: 1 }, /^.{0,1000}$/],
    [Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, 1])), /^.{0,1000}$/],
  ] as const) {
    const code = 'call-parameters';
    const message = expect.stringMatching(said) as string;
    expect(() => begin('echo', given)).toThrow(expect.objectContaining({ code, message }) as Error);
  }
  expect(() => begin('x'.repeat(10_000))).toThrow(
    expect.objectContaining({
      code: 'call-unknown',
      message: expect.stringMatching(/^There is no call "x{80}\.\.\."\.$/) as string,
    }) as Error,
  );
});

it('a file and the index that it names are both inside the folders that were named', () => {
  const first = temporaryFolder();
  const folders = { first, bounds: new PathBounds({ roots: [first] }) };
  expect(placeInside('a.bam##idx##b/a.bai', folders)).toBe(
    `${join(first, 'a.bam')}##idx##${join(first, 'b/a.bai')}`,
  );
  for (const text of ['a.bam##idx##/etc/passwd', 'a.bam##idx##../x.bai', '../a.bam##idx##a.bai']) {
    expect(() => placeInside(text, folders)).toThrow(/may not use/);
  }
});
