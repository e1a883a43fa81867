import { constants, mkdirSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { defined, type Provider } from '../../../contract/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import {
  emptyState,
  planOf,
  readState,
  writeState,
  type CheckpointState,
  type SavedTensor,
} from './checkpoint-state.ts';
import { bytesOf, writeFully } from './float-file.ts';
import { TensorFiles, type TensorFile } from './tensor-files.ts';

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

/**
 * A pass's values on disk: its progress, so that a killed one loses at most the scan it was in, and
 * the chunks that its memory does not hold.
 *
 * A directional scan's result is written beside the last one, chunk by chunk while the scan goes on, and
 * becomes the checkpoint by one rename of `state.json`. Residuals take turns in one file more than
 * there are strands; in twice as many while those of all strands are written together. Chunks are named by their CRC-32: what a power cut left half-written is noticed
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
  /** Written whole, and committed with the next commit. */
  #kept: (Writing & { readonly crcs: readonly number[] })[] = [];
  #failure: unknown;
  readonly #reading = new TensorFiles();

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
    const found = readState(this.#folder, this.#state, this.#plan);
    if (found) this.#state = (await this.#ownChunks(found, widths)) ?? this.#state;
    this.#kept = [];
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
    const tensor = this.#fileOf(name, defined(this.#saved(name)), width, this.#plan);
    await this.#reading.read(tensor, k, into);
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

  /** Ends what was begun: with the next commit it becomes part of the checkpoint. Throws what writing threw. */
  async keep(): Promise<void> {
    await Promise.all(this.#writing);
    await this.#file?.close();
    this.#file = undefined;
    this.#kept.push({ ...defined(this.#writes), crcs: this.#crcs });
  }

  /** Makes what was kept, and what was written since `begin`, the checkpoint. Throws what writing threw. */
  async commit(position: Position): Promise<void> {
    await this.keep();
    await this.#reading.close();
    const residuals = [...this.#state.residuals];
    let partial: CheckpointState['partial'] = null;
    for (const { name, slot, crcs } of this.#kept) {
      if (name === 'partial') partial = { crcs: [...crcs] };
      else residuals[name.residual] = { slot, crcs: [...crcs] };
    }
    const from = this.#kept.map((one) => one.from);
    this.#kept = [];
    this.#state = {
      ...this.#state,
      position: { layer: position.layer, sweep: position.scan },
      residuals,
      partial,
      // A GPU may have failed since the first chunk was computed.
      computedBy: [...new Set([...this.#state.computedBy, ...from, this.#computing()])],
      seconds: this.secondsBefore + (performance.now() - this.#began) / 1000,
    };
    writeState(this.#folder, this.#state);
    this.#dropSpare();
  }

  /** Closes its files; what was committed stays. For a pass that failed: its process may go on to others. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#writing);
    await this.#file?.close();
    this.#file = undefined;
    await this.#reading.close();
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
    const ownCrcs = (name: TensorName, saved: SavedTensor, width: number) =>
      this.#reading.crcsBy(this.#plan, this.#fileOf(name, saved, width, written));
    const residuals: (SavedTensor | null)[] = [];
    try {
      for (const [residual, saved] of found.residuals.entries()) {
        const crcs = saved && (await ownCrcs({ residual }, saved, widths.residual));
        residuals.push(saved && crcs && { ...saved, crcs });
      }
      const { partial } = found;
      const crcs = partial && (await ownCrcs('partial', { slot: 0, ...partial }, widths.partial));
      return { ...found, chunk: this.#plan.size, residuals, partial: crcs && { crcs } };
    } catch {
      return undefined;
    } finally {
      await this.#reading.close();
    }
  }

  #fileOf(
    name: TensorName,
    { slot, crcs }: SavedTensor,
    width: number,
    plan: ChunkPlan,
  ): TensorFile {
    return { path: this.#path(name, slot), width, plan, crcs };
  }

  #saved(name: TensorName): SavedTensor | null {
    if (name !== 'partial') return this.#state.residuals[name.residual] ?? null;
    return this.#state.partial && { slot: 0, ...this.#state.partial };
  }

  #freeSlot(): number {
    const { residuals } = this.#state;
    const kept = this.#kept.flatMap(({ name, slot }) => (name === 'partial' ? [] : [slot]));
    const taken = [...residuals.map((saved) => saved?.slot), ...kept];
    return defined([...Array(taken.length + 1).keys()].find((slot) => !taken.includes(slot)));
  }

  /** Of residuals that were written together, those before them leave more files than the next one needs. */
  #dropSpare(): void {
    const { residuals } = this.#state;
    const spare = this.#freeSlot();
    for (let slot = 0; slot < 2 * residuals.length; slot++) {
      if (slot === spare || residuals.some((saved) => saved?.slot === slot)) continue;
      rmSync(this.#path({ residual: 0 }, slot), { force: true });
    }
  }

  #path(name: TensorName, slot: number): string {
    return join(this.#folder, name === 'partial' ? 'partial' : `residual-${slot}`);
  }
}
