import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { ParserReply, StartParser } from '../../src-main/formats/parser/index.ts';
import type { ParserRequest } from '../../src-main/formats/parser/messages.ts';
import { ParserPool } from '../../src-main/formats/parser/parser-pool.ts';
import { guardMemory } from '../../src-main/formats/parser/memory-guard.ts';
import { collect } from '../support/collect.ts';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A parser that does what `react` says; what became of each is told in `killed`. */
function scripted(
  react: (
    request: ParserRequest,
    parser: { reply: (reply: ParserReply) => void; end: (reason: string, words: string) => void },
  ) => void,
) {
  const killed: number[] = [];
  let started = 0;
  const start: StartParser = () => {
    const number = started++;
    const events = new EventEmitter();
    const parser = {
      reply: (reply: ParserReply) => events.emit('reply', reply),
      end: (reason: string, words: string) => events.emit('end', reason, words),
    };
    return {
      send: (request) => react(request, parser),
      onReply: (listener) => void events.on('reply', listener),
      onEnd: (listener) => void events.on('end', listener),
      kill: () => void killed.push(number),
    };
  };
  return { start, killed, count: () => started };
}

const question = { kind: 'records', path: '/x.vcf', opening: 1, region: undefined } as const;
const lines: ParserReply = { kind: 'records', texts: ['a'], numbers: [1], problems: [undefined] };

it('an answer comes whole, and the parser is used again', async () => {
  const { start, killed, count } = scripted((request, { reply }) => {
    if (request.kind !== 'records') return;
    reply(lines);
    reply({ kind: 'note', note: 'a note' });
    reply(lines);
    reply({ kind: 'done' });
  });
  const pool = new ParserPool(start);
  const notes: string[] = [];
  expect(await collect(pool.ask(question, { onNote: (note) => notes.push(note) }))).toHaveLength(2);
  expect(await collect(pool.ask(question))).toHaveLength(2);
  expect([notes, killed, count()]).toEqual([['a note'], [], 1]);
});

it('a parser that comes no further is ended, and the next question has another', async () => {
  let hangs = true;
  const { start, killed, count } = scripted((request, { reply }) => {
    if (request.kind !== 'records' || hangs) return;
    reply({ kind: 'done' });
  });
  const pool = new ParserPool(start, { noProgressMs: 50 });
  await expect(collect(pool.ask(question))).rejects.toMatchObject({
    code: 'parser-died',
    message: '/x.vcf cannot be read: parsing it came no further in 0.05 seconds, and was ended.',
  });
  hangs = false;
  expect(await collect(pool.ask(question))).toEqual([]);
  expect([killed, count()]).toEqual([[0], 2]);
});

it('a parser that reads on, or waits for a drive, is not ended', async () => {
  let bytesRead = 0;
  const { start } = scripted((request, { reply }) => {
    if (request.kind !== 'records') return;
    const timer = setInterval(() => {
      bytesRead += 10;
      reply({ kind: 'alive', bytesRead: Math.min(bytesRead, 100), waiting: bytesRead > 100 });
      if (bytesRead < 200) return;
      clearInterval(timer);
      reply({ kind: 'done' });
    }, 20);
  });
  const pool = new ParserPool(start, { noProgressMs: 300 });
  expect(await collect(pool.ask(question))).toEqual([]);
});

it.each([
  ['signal SIGSEGV', '', /broke down \(signal SIGSEGV\)/],
  ['signal SIGABRT', 'FATAL ERROR: Reached heap limit', /asked for more than 1536 MB of memory/],
])('a parser that ends by %s is an error that says so', async (reason, words, message) => {
  const { start } = scripted((request, { end }) => {
    if (request.kind === 'records') end(reason, words);
  });
  await expect(collect(new ParserPool(start).ask(question))).rejects.toMatchObject({
    code: 'parser-died',
    message: expect.stringMatching(message) as string,
  });
});

it('the signal to stop ends a parser that does not answer', async () => {
  const { start, killed } = scripted(() => undefined);
  const signal = AbortSignal.timeout(50);
  await expect(collect(new ParserPool(start).ask(question, { signal }))).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(killed).toEqual([0]);
});

it('a process that grows beyond its memory is ended, in buffers and in mid-loop', async () => {
  const script = join(temporaryFolder(), 'grow.ts');
  const guard = join(root, 'src-main/formats/parser/memory-guard.ts');
  writeFileSync(
    script,
    `import { guardMemory } from ${JSON.stringify(guard)};
     guardMemory(300 * 2 ** 20);
     setTimeout(() => {
       const held = [];
       for (let i = 0; i < 4000; i++) {
         held.push(Buffer.alloc(2 ** 20, 1));
         const end = performance.now() + 2;
         while (performance.now() < end);
       }
     }, 500);`,
  );
  const child = fork(script, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let words = '';
  child.stderr!.on('data', (text: Buffer) => (words += text.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  expect(words).toMatch(/out of memory/);
  expect(guardMemory).toBeTypeOf('function');
});
