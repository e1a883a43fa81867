import { contextText, formatRegion, type PassProgress, type Region } from '../contract/index.ts';
import type { LoadedModel } from '../library/index.ts';
import {
  resultOf,
  type AnalysisEvent,
  type AnalysisNote,
  type InterimEvent,
} from '../analysis/events/index.ts';
import type { Console } from './console.ts';
import { countOf, formatBp, placeText, scanText, spillText } from './wording.ts';

/**
 * Shows on the console how analyses of some regions go, one region after the other; without
 * regions progress is that of the whole.
 */
export class PassReporter {
  readonly #regions: readonly Region[];
  readonly #threads: number;
  readonly #tools: ReporterContext;
  /** What is read for one region after the other is shown once. */
  readonly #shown = new Set<string>();
  #current: Region | undefined;

  /** @param regions all that will come, where that is known */
  constructor(regions: readonly Region[], threads: number, tools: ReporterContext) {
    this.#regions = regions;
    this.#threads = threads;
    this.#tools = tools;
  }

  /** Reads an analysis to its end and gives its result back. */
  follow<Result, Partial>(events: AsyncIterable<AnalysisEvent<Result, Partial>>): Promise<Result> {
    return resultOf(events, this.onEvent);
  }

  readonly onEvent = (event: InterimEvent<unknown>): void => {
    if (event.kind === 'progress') this.#onProgress(event.progress);
    if (event.kind !== 'note') return;
    const { note } = event;
    if (note.kind === 'text') this.#onNote(note.text);
    if (note.kind === 'context') this.#onInterval(note.region, note.interval, note.fromCache);
    if (note.kind === 'compute') this.#onBegun(note.begun);
  };

  #onInterval(region: Region, interval: Region, fromCache: boolean): void {
    this.#current = region;
    const what = fromCache
      ? `From the cache: ${formatRegion(interval)}`
      : contextText(this.#tools.model.identity, interval);
    // Whole bins are read, so that an end within one may lie beyond a flank of 0.
    const left = formatBp(Math.max(0, region.start - interval.start));
    const right = formatBp(Math.max(0, interval.end - region.end));
    this.#show(
      `${what} (flanks ${left} and ${right}) ` + `with ${this.#tools.model.identity.name}`,
    );
  }

  #onBegun(begun: Begun): void {
    const { notes, scan, chunk, chunks, resumedScans } = begun;
    notes.forEach((note) => this.#onNote(note));
    if (resumedScans > 0) {
      this.#onNote(
        `resuming after ${countOf(resumedScans, begun.scan.scan === 'none' ? 'tile' : 'scan')}`,
      );
    }
    const chunking = `${countOf(chunks, scan.scan === 'none' ? 'tile' : 'chunk')} of ${formatBp(chunk)}`;
    const threads = countOf(this.#threads, 'thread');
    this.#show(
      `on ${placeText(begun)}, ${threads}, ${chunking}, ${scanText(scan)}${spillText(begun.spilledBytes)}`,
    );
  }

  #onProgress(progress: PassProgress): void {
    const regions = this.#regions;
    const current = this.#current;
    const title = current ? formatRegion(current) : this.#tools.model.identity.name;
    const number = current ? regions.indexOf(current) + 1 : 0;
    const place = regions.length > 1 ? ` (${number} of ${regions.length})` : '';
    this.#tools.console.progress(`${title}${place}`, progress);
  }

  #onNote(note: string): void {
    this.#tools.onNote(note);
  }

  #show(line: string): void {
    if (!this.#shown.has(line)) this.#tools.console.note(line);
    this.#shown.add(line);
  }
}

type Begun = Extract<AnalysisNote, { readonly kind: 'compute' }>['begun'];

interface ReporterContext {
  readonly console: Console;
  readonly model: LoadedModel;
  readonly onNote: (note: string) => void;
}
