import { defined } from '../../contract/index.ts';
import { scriptBeside } from '../../home/index.ts';
import { fork } from 'node:child_process';
import type { ParserReply, ParserRequest } from './messages.ts';

/** A parser process that runs. */
export interface ParserProcess {
  send(request: ParserRequest): void;
  onReply(listener: (reply: ParserReply) => void): void;
  /** Called once, with a reason in a few words and what it wrote last to stderr. */
  onEnd(listener: (reason: string, lastWords: string) => void): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** Starts one; Electron has its own way. */
export type StartParser = () => ParserProcess;

/** Largest memory of a parser process in bytes. A slice of CRAM or a block of BAM takes some MB. */
export const parserMemory = 1_536 * 2 ** 20;

/** What Node is told of it: the part that JavaScript's objects may take, in MB. */
export const parserNodeOptions = ['--max-old-space-size=1024'];

const script = scriptBeside(import.meta.url, 'parser-process');

/** How much is kept of what a process writes to stderr, characters. */
const maxWords = 4000;

/** As a child process of Node. */
export const forkParser: StartParser = () => {
  const child = fork(script, {
    execArgv: [...parserNodeOptions, '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  defined(child.stderr)
    .setEncoding('utf8')
    .on('data', (text: string) => {
      words = (words + text).slice(-maxWords);
    });
  // What is asked keeps the program alive, by its own timer; an idle parser does not.
  child.unref();
  child.channel?.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  return {
    send: (request) => {
      // Where it has ended, `onEnd` tells.
      if (child.connected) child.send(request, () => undefined);
    },
    onReply: (listener) => void child.on('message', listener),
    onEnd: (listener) => {
      child.once('error', (error) => listener(error.message, words));
      // `close` comes after the last of stderr; `exit` may come before it.
      child.once('close', (code, signal) => {
        listener(signal === null ? `exit code ${code}` : `signal ${signal}`, words);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
};
