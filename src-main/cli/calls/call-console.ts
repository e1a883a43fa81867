import type { PassProgress } from '../../contract/index.ts';
import type { Console, OverallProgress } from '../console/index.ts';
import type { CallEvent } from './call.ts';

/** A call's progress is told at most this often, milliseconds. */
const interval = 250;

/** Gathers what a command prints, and tells of its progress and notes. */
export class CallConsole implements Console {
  readonly printed: string[] = [];
  readonly notes: string[] = [];
  readonly #onEvent: (event: CallEvent) => void;
  #toldAt = -Infinity;
  #highest = 0;

  constructor(onEvent: (event: CallEvent) => void) {
    this.#onEvent = onEvent;
  }

  print(line: string): void {
    this.printed.push(line);
  }

  yieldStdout(): void {
    // Nothing goes there: `-` is refused.
  }

  note(line: string): void {
    const text = line.replace(/^note: /, '');
    this.notes.push(text);
    this.#onEvent({ kind: 'note', text });
  }

  progress(title: string, progress: PassProgress, overall?: OverallProgress): void {
    const { fraction, secondsLeft } = overall ?? progress;
    const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
    this.share(title, fraction, `${progress.stage}${left}`);
  }

  share(title: string, fraction: number, text: string): void {
    const now = performance.now();
    if (now - this.#toldAt < interval) return;
    this.#toldAt = now;
    // MCP wants each to be more than the one before.
    if (fraction <= this.#highest) return;
    this.#highest = fraction;
    this.#onEvent({ kind: 'progress', fraction, text: `${title}: ${text}` });
  }

  endProgress(): void {
    this.#toldAt = -Infinity;
  }

  fail(): void {
    // Errors are told to the context's `onError`.
  }
}
