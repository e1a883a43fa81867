import { defined, type Span } from '../../contract/index.ts';
import type {
  BinPieces,
  PartialReading,
  PerturbationResult,
  PerturbationTask,
} from '../../engine/index.ts';
import { commonBin, headTracks, type SequencePart } from '../../model/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { runKey } from '../run/index.ts';
import { BatchedResultWriter } from './batched-result-writer.ts';
import type { ReferencePart, ReferenceSequence } from './reference-sequence.ts';
import {
  binOrigins,
  decodeLikelihoods,
  decodeResult,
  encodeLikelihoods,
  encodeReference,
  encodeResult,
  likelihoodKey,
  moveResult,
  moveTask,
  perturbationKey,
  referenceKey,
} from './result-record.ts';

/** What a part is of. */
interface Asked {
  readonly sequence: ReferenceSequence;
  readonly tasks: readonly PerturbationTask[];
  readonly tolerance: number;
  readonly reading?: PartialReading | undefined;
  readonly onResult: (result: PerturbationResult, reference: ReferencePart) => void;
  /**
   * Whether the bins of a part are let go of once its results are told: of thousands of tracks those of
   * many parts would fill the memory.
   */
  readonly releases: boolean;
}

/**
 * A part of a sequence with what is stored of it, and of what its tasks do to it. In the cache it stands
 * by itself, so that whatever else is read with it does not matter.
 */
export class CachedPart {
  /** Bins of the unchanged part, while they are there. */
  bins: BinPieces | undefined;
  #likelihoods: Float32Array | undefined;
  /** Tasks that have no result yet, by their numbers. */
  readonly open: number[] = [];
  readonly #part: SequencePart;
  readonly #asked: Asked;
  readonly #cache: AnalysisContext['cache'];
  readonly #run: string;
  readonly #origins: readonly number[];
  readonly #writer: BatchedResultWriter;
  /** Stored results that wait for the unchanged part's bins. */
  readonly #waiting = new Set<number>();
  #isReady: boolean;
  /** Tasks whose results have not come yet. */
  #left = 0;

  constructor(part: SequencePart, asked: Asked, context: AnalysisContext) {
    const { sequence, reading } = asked;
    const { start, tokens } = sequence;
    const { manifest } = context.model.model;
    this.#part = part;
    this.#asked = asked;
    this.#cache = context.cache;
    this.#run = cachedPartKey({ start, tokens }, part, context.model, reading);
    this.#origins = binOrigins(manifest, start + part.start);
    this.#writer = new BatchedResultWriter(this.#run, context);
    this.#isReady = headTracks(manifest).length === 0;
  }

  get isDone(): boolean {
    return this.#isReady && this.open.length === 0;
  }

  /** Sequences that would have to be read. */
  get lost(): number {
    return this.open.length + (this.#isReady ? 0 : 1);
  }

  /** Tokens of the whole sequence whose bins are wanted. */
  get valued(): Span {
    const { start, end, valued } = this.#part;
    return valued ?? { start, end };
  }

  /** Emits what is stored, some at a time, or keeps it until the part's bins are there. */
  async emitStored(pause: () => Promise<void>): Promise<void> {
    const kept = this.#cache?.findEdit(this.#run, referenceKey);
    const reference = kept && decodeResult(kept, this.#origins);
    this.#likelihoods = this.#storedLikelihoods();
    if (reference) [this.bins, this.#isReady] = [reference.bins, true];
    for (const batch of batches(this.#part.changes)) {
      const found = new Set<number>();
      for (const result of this.#find(batch)) {
        found.add(result.task);
        if (this.#isReady) this.#emit(result);
        else this.#waiting.add(result.task);
      }
      this.open.push(...batch.filter((task) => !found.has(task)));
      await pause();
    }
    this.#left = this.open.length;
    // Of what is still open, the bins come again with what is computed.
    this.#release();
  }

  /** What is said of the unchanged part, while it is there. */
  get reference(): Pick<ReferencePart, 'bins' | 'likelihoods'> {
    return { bins: this.bins, likelihoods: this.#likelihoods };
  }

  setLikelihoods(means: Float32Array): void {
    this.#likelihoods = means;
    this.#writer.add(likelihoodKey, encodeLikelihoods(means));
  }

  setReference(bins: BinPieces): void {
    this.bins = bins;
    this.#isReady = true;
    this.#writer.add(referenceKey, encodeReference(bins, this.#origins));
  }

  emitWaiting(): void {
    if (!this.#isReady || this.#waiting.size === 0) return;
    for (const batch of batches([...this.#waiting]))
      this.#find(batch).forEach((one) => this.#emit(one));
    this.#waiting.clear();
    if (this.#left === 0) this.#release();
  }

  /** Stores a result that was computed, and emits it. */
  add(result: PerturbationResult): void {
    const own = moveResult(result, -this.#part.start);
    this.#writer.add(this.#keyOf(result.task), encodeResult(own, this.#origins));
    this.#emit(result);
    this.#left -= 1;
    if (this.#left === 0 && this.#waiting.size === 0) this.#release();
  }

  flush(): void {
    this.#writer.flush();
  }

  #release(): void {
    if (!this.#asked.releases) return;
    this.flush();
    this.bins = undefined;
  }

  #emit(result: PerturbationResult): void {
    const { valued } = this.#part;
    this.#asked.onResult(result, { ...this.reference, read: this.#part, valued });
  }

  #storedLikelihoods(): Float32Array | undefined {
    const kept = this.#cache?.findEdit(this.#run, likelihoodKey);
    return kept && decodeLikelihoods(kept);
  }

  #keyOf(task: number): string {
    const { tasks, tolerance } = this.#asked;
    return perturbationKey(moveTask(defined(tasks[task]), -this.#part.start), tolerance);
  }

  #find(tasks: readonly number[]): PerturbationResult[] {
    const keys = tasks.map((task) => this.#keyOf(task));
    const stored = this.#cache?.findEdits(this.#run, keys);
    return tasks.flatMap((task, i) => {
      const own = stored?.get(defined(keys[i]));
      const result = own && decodeResult(own, this.#origins);
      return result ? [moveResult({ ...result, task }, this.#part.start)] : [];
    });
  }
}

/** What the perturbations of a part are stored under. */
export function cachedPartKey(
  { start, tokens }: Pick<ReferenceSequence, 'start' | 'tokens'>,
  { start: from, end, valued }: SequencePart,
  { model, identity }: AnalysisContext['model'],
  reading?: PartialReading,
): string {
  const { strand, member } = reading ?? {};
  return runKey({
    tokens: tokens.subarray(from, end),
    modelHash: identity.hash,
    start: start + from,
    bin: commonBin(model.manifest),
    valued: valued && [{ start: valued.start - from, end: valued.end - from }],
    derived: reading && { ...(strand && { strand }), ...(member !== undefined && { member }) },
  });
}

/** Results that are read from the cache at a time: more would keep all else waiting. */
const batchSize = 100;

function batches<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, i) =>
    items.slice(i * batchSize, (i + 1) * batchSize),
  );
}
