import type { PassProgress } from '../../contract/index.ts';
import type { Console, Failure, OverallProgress } from '../console.ts';

/** A call's progress is told at most this often, milliseconds. */
const interval = 250;

/** Gathers what a command prints, and tells of its progress. */
export class CallConsole implements Console {
  readonly printed: string[] = [];
  readonly notes: string[] = [];
  failure: Failure | undefined;
  readonly #onProgress: (fraction: number, text: string) => void;
  #toldAt = -Infinity;
  #highest = 0;

  /** @param onProgress is given a fraction that never falls, 0 to 1 */
  constructor(onProgress: (fraction: number, text: string) => void) {
    this.#onProgress = onProgress;
  }

  print(line: string): void {
    this.printed.push(line);
  }

  yieldStdout(): void {
    // Nothing goes there: `-` is refused.
  }

  note(line: string): void {
    this.notes.push(line.replace(/^note: /, ''));
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
    // The protocol wants each to be more than the one before.
    if (fraction <= this.#highest) return;
    this.#highest = fraction;
    this.#onProgress(fraction, `${title}: ${text}`);
  }

  endProgress(): void {
    this.#toldAt = -Infinity;
  }

  fail(failure: Failure): void {
    this.failure = failure;
  }
}
