import type { PassProgress } from '../../contract/index.ts';
import type { StepDone } from './pass.ts';

/** The head takes about this share of a layer's directional scan, until it has been measured. */
const headShare = 0.4;

/**
 * Estimates how far a pass is and how long it will take. The scans of a layer differ in cost, so each
 * kind is timed by itself; one not yet seen is taken to cost as much as the last one that was. The first
 * chunk of all pays for what is loaded and compiled, and foretold hours of a pass of seconds: it tells nothing.
 */
export class PassProgressEstimator {
  readonly #layers: number;
  readonly #timed = new Map<number, Timed>();
  #lastStep = performance.now();
  #last: StepDone | undefined;
  /** Of a layer; the head's share of the whole is told in scans. */
  #scans = 1;

  constructor(layers: number) {
    this.#layers = layers;
  }

  /** A directional scan or the head is about to run: what came before, such as loading a graph, is not its own. */
  start(): void {
    this.#lastStep = performance.now();
  }

  /** From now on something else computes: what was timed tells nothing of it. */
  forget(): void {
    this.#timed.clear();
    this.#last = undefined;
  }

  /** One or more chunks of a scan are done since the last step. */
  layerStep(step: StepDone): PassProgress {
    const last = this.#last;
    const isSame = step.layer === last?.layer && step.scan === last.scan;
    this.#time(step.scan, step.chunksDone - (isSame ? last.chunksDone : 0));
    this.#last = step;
    const { layer, scan, scans, direction, chunksDone, chunks } = step;
    this.#scans = scans;
    const scansDone = layer * scans + scan + chunksDone / chunks;
    const scansInAll = this.#layers * scans + headShare;
    const here = this.#perChunk(scan);
    let secondsLeft = (chunks - chunksDone) * here + headShare * chunks * here;
    for (let s = 0; s < scans; s++) {
      const layersToGo = this.#layers - layer - (s > scan ? 0 : 1);
      secondsLeft += layersToGo * chunks * this.#perChunk(s, here);
    }
    return {
      stage: 'layers',
      layer: layer + 1,
      layers: this.#layers,
      direction,
      chunk: chunksDone,
      chunks,
      fraction: scansDone / scansInAll,
      secondsLeft: this.#isFirst(chunks) ? undefined : secondsLeft,
    };
  }

  /** A chunk that went through all layers and the head at once. */
  chunkStep(chunksDone: number, chunks: number): PassProgress {
    const whole = -2;
    this.#time(whole);
    return {
      stage: 'layers',
      ...{ layer: this.#layers, layers: this.#layers },
      direction: 'forward',
      ...{ chunk: chunksDone, chunks },
      fraction: chunksDone / chunks,
      secondsLeft: this.#isFirst(chunks)
        ? undefined
        : (chunks - chunksDone) * this.#perChunk(whole),
    };
  }

  headStep(chunksDone: number, chunks: number): PassProgress {
    const head = -1;
    // The first chunk also pays for what the head opens: it is not believed to be slower than is usual.
    const usual = chunksDone === 1 ? this.#usualHead() : Infinity;
    this.#time(head);
    const layers = this.#layers;
    const scans = layers * this.#scans;
    return {
      stage: 'heads',
      layer: layers,
      layers,
      direction: 'forward',
      chunk: chunksDone,
      chunks,
      fraction: (scans + headShare * (chunksDone / chunks)) / (scans + headShare),
      secondsLeft: (chunks - chunksDone) * Math.min(usual, this.#perChunk(head)),
    };
  }

  /** Seconds of a chunk of the head, by those of the scans; Infinity where none was seen. */
  #usualHead(): number {
    const scans = Array.from({ length: this.#scans }, (_, scan) => this.#perChunk(scan));
    const mean = scans.reduce((sum, one) => sum + one, 0) / scans.length;
    return mean === 0 ? Infinity : headShare * mean;
  }

  #time(kind: number, chunks = 1): void {
    const now = performance.now();
    const step = { seconds: (now - this.#lastStep) / 1000, chunks };
    const { first, later } = this.#timed.get(kind) ?? {};
    const sum = later && {
      seconds: later.seconds + step.seconds,
      chunks: later.chunks + step.chunks,
    };
    this.#timed.set(kind, first ? { first, later: sum ?? step } : { first: step });
    this.#lastStep = now;
  }

  /** Whether but one step of several was timed. */
  #isFirst(chunks: number): boolean {
    const [only, ...others] = this.#timed.values();
    return chunks > 1 && others.length === 0 && only?.later === undefined;
  }

  #perChunk(kind: number, otherwise = 0): number {
    const seen = this.#timed.get(kind);
    if (!seen) return otherwise;
    const { seconds, chunks } = seen.later ?? seen.first;
    return seconds / chunks;
  }
}

/** Steps of one kind. */
interface Timed {
  /** The first one is slower: what it needs is opened, and caches are cold. */
  readonly first: TimedChunks;
  /** All others together. */
  readonly later?: TimedChunks | undefined;
}

interface TimedChunks {
  readonly seconds: number;
  readonly chunks: number;
}
