import { formatRegion, counted } from '../../contract/index.ts';
import type { AnalysisNote, InterimEvent } from '../../analysis/events/index.ts';
import type { SplitSizes } from '../../analysis/probe/index.ts';
import { type Console, placeText } from '../console/index.ts';

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

  onEvent(event: InterimEvent<SplitSizes>): void {
    if (event.kind === 'progress') this.#console.progress(this.#title, event.progress);
    if (event.kind === 'note') this.#note(event.note);
    if (event.kind === 'partial') this.#split(event.partial);
  }

  #note(note: AnalysisNote): void {
    if (note.kind === 'text') this.#onNote(note.text);
    if (note.kind === 'context') {
      this.#title = formatRegion(note.interval);
      const what = note.fromCache ? 'Embeddings from the cache' : 'Context';
      this.#console.note(`${what}: ${this.#title}`);
    }
    if (note.kind === 'compute') {
      note.begun.notes.forEach((note) => this.#onNote(note));
      this.#console.note(`on ${placeText(note.begun)}, ${counted(this.#threads, 'thread')}`);
    }
  }

  #split({ training, heldOut, heldOutName }: SplitSizes): void {
    this.#title = 'probe';
    const bins = `${counted(training, 'bin')} to fit to, ${heldOut.toLocaleString('en-US')} held out`;
    this.#console.note(`${bins} (${heldOutName})`);
  }
}
