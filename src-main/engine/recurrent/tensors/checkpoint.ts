import { constants, mkdirSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { MegabaseError, defined, type Provider } from '../../../contract/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { bytesOf, readFully, writeFully } from './float-file.ts';
import {
  emptyState,
  planOf,
  readState,
  writeState,
  type CheckpointState,
  type SavedTensor,
} from './checkpoint-state.ts';

/** The scan to do next: layers, and scans within a layer over all strands, count from 0. */
export interface Position {
  readonly layer: number;
  readonly scan: number;
}

/** A tensor of the pass: the residual of a strand, or the partial, which all strands share. */
export type TensorName = { readonly residual: number } | 'partial';

/** A tensor's file that chunks are written to. */
interface Writing {
  readonly name: TensorName;
  readonly slot: number;
  readonly width: number;
  /** What computed when it was opened. */
  readonly from: Provider;
}

/** A tensor's file that chunks are read from. */
interface Reading {
  readonly path: string;
  readonly crcs: readonly number[];
  readonly file: FileHandle;
}

/**
 * A pass's values on disk: its progress, so that a killed one loses at most the scan it was in, and
 * the chunks that its memory does not hold.
 *
 * A directional scan's result is written beside the last one, chunk by chunk while the scan goes on, and
 * becomes the checkpoint by one rename of `state.json`. Residuals take turns in one file more than
 * there are strands. Chunks are named by their CRC-32: what a power cut left half-written is noticed
 * and not used.
 */
export class Checkpoint {
  readonly #folder: string;
  readonly #plan: ChunkPlan;
  readonly #first: number;
  readonly #computing: () => Provider;
  readonly #began = performance.now();
  #secondsBefore: number | undefined;
  #computedBefore: readonly Provider[] = [];
  #state: CheckpointState;
  #file: FileHandle | undefined;
  #writes: Writing | undefined;
  #writing: Promise<unknown>[] = [];
  #crcs: number[] = [];
  #failure: unknown;
  /** By path. Kept from when they are asked for: closing waits for what is being opened. */
  readonly #reading = new Map<string, Promise<Reading>>();

  /**
   * `folder` belongs to this pass alone; what it holds of another length or window is not used. Chunks
   * before `first` are not written: a pass that holds them in memory cannot be gone on from. `computing` tells
   * what computes at the moment.
   */
  constructor(
    folder: string,
    plan: ChunkPlan,
    strands: number,
    first: number,
    computing: () => Provider = () => 'cpu',
  ) {
    this.#folder = folder;
    this.#plan = plan;
    this.#first = first;
    this.#computing = computing;
    this.#state = emptyState(plan, strands);
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Goes on from what an earlier pass left in the folder, if all of it is as it was written; else
   * from the beginning.
   */
  async resume(widths: { readonly residual: number; readonly partial: number }): Promise<Position> {
    const empty = this.#state;
    const found = readState(this.#folder, this.#state, this.#plan);
    if (found) {
      this.#state = found;
      this.#state = (await this.#ownChunks(found, widths)) ?? empty;
    }
    // Where a GPU has failed this attempt goes on from its own.
    this.#secondsBefore ??= this.#state.seconds;
    this.#computedBefore = this.#state.computedBy;
    const { layer, sweep } = this.#state.position;
    return { layer, scan: sweep };
  }

  /** What earlier attempts took to come to where this one went on from. */
  get secondsBefore(): number {
    return this.#secondsBefore ?? 0;
  }

  /** What has computed where this attempt went on from. */
  get computedBefore(): readonly Provider[] {
    return this.#computedBefore;
  }

  /** False while the tensor is not on disk: a residual is the embedding, a partial is not needed. */
  has(name: TensorName): boolean {
    return this.#saved(name) !== null;
  }

  /** Fills `into` with a chunk of a tensor `[t, width]` as the last commit left it. Error: `spill-damaged`. */
  async read(name: TensorName, k: number, width: number, into: Float32Array): Promise<void> {
    await this.#read(name, { plan: this.#plan, k }, width, into);
  }

  async #read(
    name: TensorName,
    { plan, k }: { readonly plan: ChunkPlan; readonly k: number },
    width: number,
    into: Float32Array,
  ): Promise<void> {
    const { file, path, crcs } = await this.#open(name);
    const bytes = bytesOf(into);
    await readFully(file, bytes, plan.range(k).start * width * 4);
    if (crc32(bytes) === crcs[k]) return;
    throw new MegabaseError(
      'spill-damaged',
      `Chunk ${k} of ${path} is not what was written there a moment ago.`,
    );
  }

  /** Opens the file for what the next scan writes: a tensor `[t, width]`. */
  async begin(name: TensorName, width: number): Promise<void> {
    const slot = name === 'partial' ? 0 : this.#freeSlot();
    // Of a GPU that failed while it brought a tensor home.
    await Promise.allSettled(this.#writing);
    await this.#file?.close();
    // Written over, not emptied first: its pages on disk and in memory are used again.
    this.#file = await open(this.#path(name, slot), constants.O_WRONLY | constants.O_CREAT);
    this.#writes = { name, slot, width, from: this.#computing() };
    this.#crcs = [];
    this.#writing = [];
  }

  /** Starts to write chunk `k`; `data` must stay as it is until that is done. Throws what writing threw. */
  write(k: number, data: Float32Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure as Error;
    if (k < this.#first) return Promise.resolve();
    const bytes = bytesOf(data);
    this.#crcs[k] = crc32(bytes);
    const offset = this.#plan.range(k).start * defined(this.#writes).width * 4;
    const written = writeFully(defined(this.#file), bytes, offset);
    written.catch((error: unknown) => (this.#failure = error));
    this.#writing.push(written);
    return written;
  }

  /** Makes what was written since `begin` the checkpoint. Throws what writing threw. */
  async commit(position: Position): Promise<void> {
    await Promise.all(this.#writing);
    await this.#file?.close();
    this.#file = undefined;
    await this.#closeReading();
    const { name, slot, from } = defined(this.#writes);
    const saved = { slot, crcs: this.#crcs };
    this.#state = {
      ...this.#state,
      position: { layer: position.layer, sweep: position.scan },
      residuals:
        name === 'partial'
          ? this.#state.residuals
          : this.#state.residuals.with(name.residual, saved),
      partial: name === 'partial' ? { crcs: this.#crcs } : null,
      // A GPU may have failed since the first chunk was computed.
      computedBy: [...new Set([...this.#state.computedBy, from, this.#computing()])],
      seconds: this.secondsBefore + (performance.now() - this.#began) / 1000,
    };
    writeState(this.#folder, this.#state);
  }

  /** Closes its files; what was committed stays. For a pass that failed: its process may go on to others. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#writing);
    await this.#file?.close();
    this.#file = undefined;
    await this.#closeReading();
  }

  /** Removes everything: the pass is done. */
  async discard(): Promise<void> {
    await this.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * What was found, by this pass's chunks: tokens lie in the files one after the other, whatever the chunks. Undefined
   * where it is not as it was written.
   */
  async #ownChunks(
    found: CheckpointState,
    widths: { readonly residual: number; readonly partial: number },
  ): Promise<CheckpointState | undefined> {
    const written = planOf(found);
    const residuals: (SavedTensor | null)[] = [];
    try {
      for (const [residual, saved] of found.residuals.entries()) {
        const crcs = saved && (await this.#ownCrcs({ residual }, widths.residual, written));
        residuals.push(saved && crcs && { ...saved, crcs });
      }
      const crcs = found.partial && (await this.#ownCrcs('partial', widths.partial, written));
      return { ...found, chunk: this.#plan.size, residuals, partial: crcs && { crcs } };
    } catch {
      return undefined;
    } finally {
      await this.#closeReading();
    }
  }

  /** CRC-32 of a tensor's chunks, all of which are to lie there as `written`. Error: `spill-damaged`. */
  async #ownCrcs(name: TensorName, width: number, written: ChunkPlan): Promise<number[]> {
    const own = Array.from({ length: this.#plan.count }, () => 0);
    const values = new Float32Array(written.size * width);
    for (let k = 0; k < written.count; k++) {
      const { start, end } = written.range(k);
      const chunk = values.subarray(0, (end - start) * width);
      await this.#read(name, { plan: written, k }, width, chunk);
      for (let from = start; from < end;) {
        const at = this.#plan.chunkOf(from);
        const to = Math.min(end, this.#plan.range(at).end);
        const part = chunk.subarray((from - start) * width, (to - start) * width);
        own[at] = crc32(bytesOf(part), own[at]);
        from = to;
      }
    }
    return own;
  }

  #open(name: TensorName): Promise<Reading> {
    const { slot, crcs } = defined(this.#saved(name));
    const path = this.#path(name, slot);
    const known = this.#reading.get(path);
    if (known) return known;
    const reading = open(path, 'r').then((file) => ({ path, crcs, file }));
    this.#reading.set(path, reading);
    return reading;
  }

  async #closeReading(): Promise<void> {
    const opened = await Promise.allSettled(this.#reading.values());
    this.#reading.clear();
    for (const one of opened) if (one.status === 'fulfilled') await one.value.file.close();
  }

  #saved(name: TensorName): SavedTensor | null {
    if (name !== 'partial') return this.#state.residuals[name.residual] ?? null;
    return this.#state.partial && { slot: 0, ...this.#state.partial };
  }

  #freeSlot(): number {
    const taken = this.#state.residuals.map((saved) => saved?.slot);
    return defined([...Array(taken.length + 1).keys()].find((slot) => !taken.includes(slot)));
  }

  #path(name: TensorName, slot: number): string {
    return join(this.#folder, name === 'partial' ? 'partial' : `residual-${slot}`);
  }
}
