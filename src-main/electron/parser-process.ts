import { join } from 'node:path';
import { utilityProcess } from 'electron';
import { fatalErrorOf } from './utility-child.ts';
import { parserNodeOptions, type ParserReply, type StartParser } from '../formats/parser/index.ts';

/** The bundle of `formats/parser/parser-process.ts`, beside that of the main process. */
const script = join(import.meta.dirname, 'parser-process.js');

/** How much is kept of what a process writes to stderr, characters. */
const maxWords = 4000;

/** A parser of alignments and variants as a process of Electron's own. */
export const startUtilityParser: StartParser = () => {
  const child = utilityProcess.fork(script, [], {
    env: { ...process.env },
    execArgv: [...parserNodeOptions],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Megabase parser',
  });
  let words = '';
  child.stderr?.on('data', (text: Buffer) => {
    words = (words + text.toString()).slice(-maxWords);
  });
  const fatalError = fatalErrorOf(child);
  let hasEnded = false;
  child.once('exit', () => (hasEnded = true));
  const kill = () => {
    if (hasEnded || child.pid === undefined) return;
    try {
      // Electron's own `kill` asks politely, and a parser that hangs does not listen.
      process.kill(child.pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  };
  return {
    send: (request) => child.postMessage(request),
    onReply: (listener) => void child.on('message', (reply: ParserReply) => listener(reply)),
    onEnd: (listener) =>
      void child.once('exit', (code) => listener(`exit code ${code}`, fatalError() || words)),
    kill() {
      if (child.pid === undefined) child.once('spawn', kill);
      else kill();
    },
  };
};
