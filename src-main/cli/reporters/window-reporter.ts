import type { AnalysisNote, InterimEvent } from '../../analysis/events/index.ts';
import type { LocusSource, RegionScorePart, ScoredLocus } from '../../analysis/score/index.ts';
import { counted } from '../../contract/index.ts';
import { type Console, placeText, scanText } from '../console/index.ts';

/** Rows that are printed; the file has them all. */
const printedRows = 10;

/** Tells on the console how the scoring of regions or genes goes, and keeps the first rows. */
export class WindowReporter {
  readonly first: ScoredLocus[] = [];
  readonly #source: LocusSource['kind'];
  readonly #threads: number;
  readonly #tools: ReporterContext;
  #title = '';
  #hasBegun = false;

  constructor(source: LocusSource['kind'], threads: number, tools: ReporterContext) {
    this.#source = source;
    this.#threads = threads;
    this.#tools = tools;
  }

  onEvent(event: InterimEvent<RegionScorePart>): void {
    if (event.kind === 'progress') this.#tools.console.progress(this.#title, event.progress);
    if (event.kind === 'note') this.#note(event.note);
    if (event.kind !== 'partial') return;
    const { partial } = event;
    if (partial.kind === 'loci') {
      this.#title = counted(partial.count, this.#source === 'genes' ? 'gene' : 'region');
    } else if (this.first.length < printedRows) this.first.push(partial.row);
  }

  /** Windows are read in many passes, all of them alike. */
  #note(note: AnalysisNote): void {
    if (note.kind === 'text') this.#tools.onNote(note.text);
    if (note.kind !== 'compute') return;
    const { notes, scan } = note.begun;
    notes.forEach((note) => this.#tools.onNote(note));
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const threads = counted(this.#threads, 'thread');
    this.#tools.console.note(`on ${placeText(note.begun)}, ${threads}, ${scanText(scan)}`);
  }
}

interface ReporterContext {
  readonly console: Console;
  readonly onNote: (note: string) => void;
}
