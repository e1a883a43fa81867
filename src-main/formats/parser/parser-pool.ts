import { MegabaseError, type Region } from '../../contract/index.ts';
import { stopIfCancelled } from '../bytes/index.ts';
import type { FileRequest, ParserReply, ParserRequest } from './messages.ts';
import { forkParser, parserMemory, type ParserProcess, type StartParser } from './start-parser.ts';

/** How long a parser may work without a sign of progress, and how long one that is idle is kept. */
export interface ParserTimes {
  readonly noProgressMs: number;
  readonly idleMs: number;
}

const defaultTimes: ParserTimes = { noProgressMs: 60_000, idleMs: 2_000 };

/** A question that begins an answer. */
export type Question = Extract<ParserRequest, FileRequest>;

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onNote?: ((note: string) => void) | undefined;
  /** The letters of the genome that a CRAM is decoded with. */
  readonly fetch?: ((region: Region) => Promise<string>) | undefined;
}

/** What the answer to a question consists of. */
export type Answer<K extends Question['kind'] = Question['kind']> = Extract<
  ParserReply,
  { readonly kind: K }
>;

/**
 * Parsers of alignments and variants, each in a process of its own that answers one question at a
 * time. Whatever a damaged file does to it, hang, grow or crash, costs that process and the question,
 * which ends in `parser-died`; the program and other questions go on.
 */
export class ParserPool {
  readonly #start: StartParser;
  readonly #times: ParserTimes;
  readonly #idle = new Set<Worker>();

  constructor(start: StartParser = forkParser, times: Partial<ParserTimes> = {}) {
    this.#start = start;
    this.#times = { ...defaultTimes, ...times };
  }

  /** Throws what parsing failed with, `parser-died`, `cancelled`. */
  async *ask<K extends Question['kind']>(
    question: Extract<Question, { readonly kind: K }>,
    options: AskOptions = {},
  ): AsyncGenerator<Answer<K>> {
    const { path } = question;
    stopIfCancelled(path, options.signal);
    const worker = this.#take(question);
    try {
      const answers = worker.answer(question, options, this.#times.noProgressMs);
      for await (const answer of answers) yield answer as Answer<K>;
    } finally {
      if (worker.isReady) this.#giveBack(worker);
      else worker.kill();
    }
  }

  /** As `ask`, of a question whose answer is one reply. */
  async askOne<K extends Question['kind']>(
    question: Extract<Question, { readonly kind: K }>,
    options: AskOptions = {},
  ): Promise<Answer<K>> {
    let found: Answer<K> | undefined;
    for await (const answer of this.ask(question, options)) found = answer;
    if (found !== undefined) return found;
    throw new MegabaseError('parser-died', `${question.path} cannot be read: no answer came.`);
  }

  /** One that has the file open already, or else any, or a new one. */
  #take({ opening }: Question): Worker {
    const idle = [...this.#idle];
    const worker = idle.find(({ openings }) => openings.has(opening)) ?? idle[0];
    if (worker === undefined) return new Worker(this.#start());
    this.#idle.delete(worker);
    clearTimeout(worker.idleTimer);
    return worker;
  }

  #giveBack(worker: Worker): void {
    this.#idle.add(worker);
    worker.idleTimer = setTimeout(() => {
      this.#idle.delete(worker);
      worker.kill();
    }, this.#times.idleMs).unref();
  }
}

class Worker {
  readonly openings = new Set<number>();
  idleTimer: NodeJS.Timeout | undefined;
  readonly #process: ParserProcess;
  #replies: ParserReply[] = [];
  #wake: (() => void) | undefined;
  #end: { readonly reason: string; readonly lastWords: string } | undefined;
  #answered = true;
  #killed = false;

  constructor(process: ParserProcess) {
    this.#process = process;
    process.onReply((reply) => {
      this.#replies.push(reply);
      this.#wake?.();
    });
    process.onEnd((reason, lastWords) => {
      this.#end ??= { reason, lastWords };
      this.#wake?.();
    });
  }

  /** True between two questions. */
  get isReady(): boolean {
    return this.#answered && this.#end === undefined && !this.#killed;
  }

  kill(): void {
    if (this.#killed) return;
    this.#killed = true;
    this.#process.kill();
  }

  async *answer(
    question: Question,
    { signal, onNote, fetch }: AskOptions,
    noProgressMs: number,
  ): AsyncGenerator<Answer> {
    const { path, opening } = question;
    this.openings.add(opening);
    this.#answered = false;
    this.#process.send(question);
    const stop = () => {
      this.kill();
      this.#wake?.();
    };
    signal?.addEventListener('abort', stop, { once: true });
    const progress = { at: performance.now(), bytesRead: -1 };
    try {
      for (;;) {
        stopIfCancelled(path, signal);
        const reply = this.#replies.shift();
        if (reply === undefined) {
          await this.#wait(path, progress, noProgressMs);
          continue;
        }
        if (reply.kind === 'alive') {
          if (reply.waiting || reply.bytesRead !== progress.bytesRead) {
            Object.assign(progress, { at: performance.now(), bytesRead: reply.bytesRead });
          }
          continue;
        }
        progress.at = performance.now();
        switch (reply.kind) {
          case 'done':
            this.#answered = true;
            return;
          case 'failed':
            this.#answered = true;
            throw new MegabaseError(reply.code, reply.message);
          case 'note':
            onNote?.(reply.note);
            break;
          case 'sequence-wanted':
            this.#process.send(await sequence(reply, fetch));
            break;
          default:
            // The one after it is parsed while this one is used.
            this.#process.send({ kind: 'next' });
            yield reply;
            progress.at = performance.now();
        }
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      if (!this.#answered) this.kill();
    }
  }

  /** For the next reply. Throws `parser-died` where none is to come. */
  async #wait(
    path: string,
    progress: { readonly at: number },
    noProgressMs: number,
  ): Promise<void> {
    if (this.#killed) return;
    if (this.#end !== undefined) throw died(path, this.#end);
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, Math.max(1, progress.at + noProgressMs - performance.now()));
    });
    clearTimeout(timer);
    this.#wake = undefined;
    if (this.#replies.length === 0 && performance.now() - progress.at >= noProgressMs) {
      this.kill();
      throw new MegabaseError(
        'parser-died',
        `${path} cannot be read: parsing it came no further in ${noProgressMs / 1000} seconds, and was ended.`,
      );
    }
  }
}

function died(
  path: string,
  { reason, lastWords }: { readonly reason: string; readonly lastWords: string },
): MegabaseError {
  const why = /out of memory|heap limit|Allocation failed/i.test(lastWords)
    ? `it asked for more than ${parserMemory / 2 ** 20} MB of memory`
    : reason;
  return new MegabaseError(
    'parser-died',
    `${path} cannot be read: the process that parsed it broke down (${why}).`,
  );
}

async function sequence(
  { id, region }: { readonly id: number; readonly region: Region },
  fetchLetters: AskOptions['fetch'],
): Promise<ParserRequest> {
  try {
    if (fetchLetters === undefined) throw new Error('No genome was given.');
    return { kind: 'sequence', id, letters: await fetchLetters(region) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof MegabaseError ? error.code : 'unexpected';
    return { kind: 'no-sequence', id, code, message };
  }
}

let pool = new ParserPool();

/** The parsers of this program. */
export function parsers(): ParserPool {
  return pool;
}

/** To be called once, by whoever puts the program together, where `fork` is not how processes start. */
export function startParsersBy(start: StartParser, times: Partial<ParserTimes> = {}): void {
  pool = new ParserPool(start, times);
}

let openings = 0;

/** A name for a file as it is opened now. */
export function nextOpening(): number {
  return ++openings;
}
