import {
  contextText,
  defined,
  formatRegion,
  type PassProgress,
  type Region,
  counted,
  basePairs,
} from '../../contract/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import {
  eachOnce,
  resultOf,
  type AnalysisEvent,
  type AnalysisNote,
  type InterimEvent,
} from '../../analysis/events/index.ts';
import {
  type Console,
  type OverallProgress,
  placeText,
  scanText,
  spillText,
} from '../console/index.ts';

/**
 * Shows on the console how analyses of some regions go, one region after the other; without
 * regions progress is that of the whole.
 */
export class PassReporter {
  readonly #regions: readonly Region[];
  readonly #bases: number;
  readonly #threads: number;
  readonly #tools: ReporterContext;
  /** What is read for one region after the other is shown once. */
  readonly #show = eachOnce((line) => this.#tools.console.note(line));
  #current: Region | undefined;
  /** Of many regions: how many are done, their bases, and those that were computed. */
  #done = { regions: 0, bases: 0, computed: 0 };
  #isComputing = false;
  #began: number | undefined;

  /** @param regions all that will come, where that is known */
  constructor(regions: readonly Region[], threads: number, tools: ReporterContext) {
    this.#regions = regions;
    this.#bases = regions.reduce((sum, region) => sum + lengthOf(region), 0);
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
    this.#enter(region, fromCache);
    if (this.#done.regions >= shownRegions) return;
    const what = fromCache
      ? `From the cache: ${formatRegion(interval)}`
      : contextText(this.#tools.model.identity, interval);
    // Whole bins are read, so that an end within one may lie beyond a flank of 0.
    const left = basePairs(Math.max(0, region.start - interval.start));
    const right = basePairs(Math.max(0, interval.end - region.end));
    this.#show(
      `${what} (flanks ${left} and ${right}) ` + `with ${this.#tools.model.identity.name}`,
    );
  }

  #onBegun(begun: Begun): void {
    const { notes, scan, chunk, chunks, resumedScans } = begun;
    notes.forEach((note) => this.#onNote(note));
    if (resumedScans > 0) {
      this.#onNote(`resuming after ${counted(resumedScans, begun.resumedUnit ?? 'scan')}`);
    }
    if (this.#done.regions >= shownRegions) return;
    if (chunks === 0) {
      this.#show('only N there: nothing is read, and there are no values');
      return;
    }
    const chunking = `${counted(chunks, scan.scan === 'none' ? 'tile' : 'chunk')} of ${basePairs(chunk)}`;
    const threads = counted(this.#threads, 'thread');
    this.#show(
      `on ${placeText(begun)}, ${threads}, ${chunking}, ${scanText(scan)}${spillText(begun.spilledBytes)}`,
    );
  }

  #onProgress(progress: PassProgress): void {
    const regions = this.#regions;
    const current = this.#current;
    const title = current ? formatRegion(current) : this.#tools.model.identity.name;
    const overall = current && regions.length > 1 ? this.#overall(current, progress) : undefined;
    this.#tools.console.progress(title, progress, overall);
  }

  #overall(current: Region, progress: PassProgress): OverallProgress {
    const { regions, bases } = this.#done;
    const here = progress.fraction * lengthOf(current);
    return {
      done: regions,
      total: this.#regions.length,
      fraction: (bases + here) / this.#bases,
      secondsLeft: this.#secondsLeft(lengthOf(current), here, progress),
    };
  }

  /** By the bases of a second so far; of the first region that is computed by what its pass foretells. */
  #secondsLeft(length: number, here: number, { secondsLeft }: PassProgress): number | undefined {
    const { bases, computed } = this.#done;
    const left = this.#bases - bases - here;
    if (computed === 0 && here < length) {
      return secondsLeft && (secondsLeft / (length - here)) * left;
    }
    const seconds = (performance.now() - defined(this.#began)) / 1000;
    return (seconds / (computed + here)) * left;
  }

  /** All regions before are done. */
  #enter(region: Region, fromCache: boolean): void {
    if (this.#current) {
      const { regions, bases, computed } = this.#done;
      const length = lengthOf(this.#current);
      this.#done = {
        regions: regions + 1,
        bases: bases + length,
        computed: computed + (this.#isComputing ? length : 0),
      };
    }
    this.#current = region;
    this.#isComputing = !fromCache;
    if (!fromCache) this.#began ??= performance.now();
  }

  #onNote(note: string): void {
    this.#tools.onNote(note);
  }
}

function lengthOf({ start, end }: Region): number {
  return end - start;
}

/** Of more regions nobody reads how each was read. */
const shownRegions = 20;

type Begun = Extract<AnalysisNote, { readonly kind: 'compute' }>['begun'];

interface ReporterContext {
  readonly console: Console;
  readonly model: LoadedModel;
  readonly onNote: (note: string) => void;
}
