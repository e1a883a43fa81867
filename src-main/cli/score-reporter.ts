import { formatRegion, readAs, type PassProgress, type Region } from '../contract/index.ts';
import type { LoadedModel } from '../library/index.ts';
import type { ScoreListener } from '../analysis/predict/index.ts';
import type { Console } from './console.ts';
import { countOf } from './wording.ts';

/** Tells on the console how the scoring of many variants goes, stretch by stretch. */
export class ScoreReporter implements ScoreListener {
  readonly #how: string;
  readonly #threads: number;
  readonly #console: Console;
  readonly #onNote: (note: string) => void;
  readonly #read = new Set<string>();
  #stretch = '';

  constructor(
    { identity }: LoadedModel,
    threads: number,
    console: Console,
    onNote: (note: string) => void,
  ) {
    this.#how = readAs(identity);
    this.#threads = threads;
    this.#console = console;
    this.#onNote = onNote;
  }

  onStretch(interval: Region): void {
    this.#stretch = formatRegion(interval);
  }

  onBegun({ provider, providerNote }: Parameters<ScoreListener['onBegun']>[0]): void {
    if (providerNote) this.onNote(providerNote);
    if (this.#read.has(this.#stretch)) return;
    this.#read.add(this.#stretch);
    const where = `on ${provider}, ${countOf(this.#threads, 'thread')}`;
    this.#console.note(`${this.#how}: ${this.#stretch} ${where}`);
  }

  onProgress(progress: PassProgress): void {
    this.#console.progress(this.#stretch, progress);
  }

  onNote(note: string): void {
    this.#onNote(note);
  }
}
