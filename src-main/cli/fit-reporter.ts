import { formatRegion, type PassProgress, type Region } from '../contract/index.ts';
import type { ProbeTools } from '../analysis/probe/index.ts';
import type { Console } from './console.ts';
import { countOf } from './wording.ts';

/** Tells on the console how the fit of a probe goes: what is read, then the fits. */
export class FitReporter {
  readonly #threads: number;
  readonly #console: Console;
  readonly #onNote: (note: string) => void;
  #title = '';

  constructor(threads: number, console: Console, onNote: (note: string) => void) {
    this.#threads = threads;
    this.#console = console;
    this.#onNote = onNote;
  }

  onInterval(interval: Region, fromCache: boolean): void {
    this.#title = formatRegion(interval);
    const what = fromCache ? 'embeddings from the cache' : 'read as one';
    this.#console.note(`${what}: ${this.#title}`);
  }

  onBegun({ provider, providerNote }: Parameters<ProbeTools['listener']['onBegun']>[0]): void {
    if (providerNote) this.onNote(providerNote);
    this.#console.note(`on ${provider}, ${countOf(this.#threads, 'thread')}`);
  }

  onSplit({ training, heldOut, heldOutName }: Split): void {
    this.#title = 'probe';
    const bins = `${countOf(training, 'bin')} to fit to, ${heldOut.toLocaleString('en-US')} held out`;
    this.#console.note(`${bins} (${heldOutName})`);
  }

  onProgress(progress: PassProgress): void {
    this.#console.progress(this.#title, progress);
  }

  onNote(note: string): void {
    this.#onNote(note);
  }
}

type Split = Parameters<NonNullable<ProbeTools['listener']['onSplit']>>[0];
