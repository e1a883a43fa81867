import { constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { MegabaseError, defined, providers, type Provider } from '../../../contract/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';

/** The scan to do next: layers, and scans within a layer over all strands, count from 0. */
export interface Position {
  readonly layer: number;
  readonly scan: number;
}

/** A tensor of the pass: the residual of a strand, or the partial, which all strands share. */
export type TensorName = { readonly residual: number } | 'partial';

const formatVersion = 3;
const crcs = z.array(z.number().int());
const stateSchema = z.object({
  formatVersion: z.literal(formatVersion),
  chunk: z.number().int().positive(),
  length: z.number().int().positive(),
  /** Where the state is reset; null where it is not. */
  window: z.number().int().positive().nullable().default(null),
  position: z.object({ layer: z.number().int(), sweep: z.number().int() }),
  /** By strand; null while that residual still is the embedding. */
  residuals: z.array(z.object({ slot: z.number().int().nonnegative(), crcs }).nullable()),
  partial: z.object({ crcs }).nullable(),
  /** What has computed the values, over all attempts. */
  computedBy: z.array(z.enum(providers)),
  /** That the pass has taken so far, over all attempts. */
  seconds: z.number().nonnegative().default(0),
});
type State = z.infer<typeof stateSchema>;

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
  #secondsBefore = 0;
  #computedBefore: readonly Provider[] = [];
  #state: State;
  #file: FileHandle | undefined;
  #writes: Writing | undefined;
  #writing: Promise<unknown>[] = [];
  #crcs: number[] = [];
  #failure: unknown;
  /** By path. Kept from when they are asked for: closing waits for what is being opened. */
  readonly #reading = new Map<string, Promise<Reading>>();

  /**
   * `folder` belongs to this pass alone; what it holds of another length, window or chunk is not used. Chunks
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
    this.#state = {
      formatVersion,
      chunk: plan.size,
      length: plan.length,
      window: plan.window ?? null,
      position: { layer: 0, sweep: 0 },
      residuals: Array.from({ length: strands }, () => null),
      partial: null,
      computedBy: [],
      seconds: 0,
    };
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Goes on from what an earlier pass left in the folder, if all of it is as it was written; else
   * from the beginning.
   */
  async resume(widths: { readonly residual: number; readonly partial: number }): Promise<Position> {
    const empty = this.#state;
    const found = this.#readState();
    if (found) {
      this.#state = found;
      const residuals = found.residuals.map((_, residual) => ({ residual }));
      const names: TensorName[] = [...residuals, 'partial'];
      const whole = names.map((name) =>
        this.#isWhole(name, name === 'partial' ? widths.partial : widths.residual),
      );
      if ((await Promise.all(whole)).includes(false)) {
        await this.#closeReading();
        this.#state = empty;
      }
    }
    this.#secondsBefore = this.#state.seconds;
    this.#computedBefore = this.#state.computedBy;
    const { layer, sweep } = this.#state.position;
    return { layer, scan: sweep };
  }

  /** What earlier attempts took to come to where this one went on from. */
  get secondsBefore(): number {
    return this.#secondsBefore;
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
    const { file, path, crcs } = await this.#open(name);
    const bytes = bytesOf(into);
    await readFully(file, bytes, this.#plan.range(k).start * width * 4);
    if (crc32(bytes) === crcs[k]) return;
    throw new MegabaseError(
      'spill-damaged',
      `Chunk ${k} of ${path} is not what was written there a moment ago.`,
    );
  }

  /** Opens the file for what the next scan writes: a tensor `[t, width]`. */
  async begin(name: TensorName, width: number): Promise<void> {
    const slot = name === 'partial' ? 0 : this.#freeSlot();
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
      seconds: this.#secondsBefore + (performance.now() - this.#began) / 1000,
    };
    const temporary = join(this.#folder, 'state.json.tmp');
    writeFileSync(temporary, JSON.stringify(this.#state));
    renameSync(temporary, join(this.#folder, 'state.json'));
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

  #readState(): State | undefined {
    let found: State;
    try {
      const text = readFileSync(join(this.#folder, 'state.json'), 'utf8');
      found = stateSchema.parse(JSON.parse(text));
    } catch {
      // None yet, or not readable: the pass starts from its beginning.
      return undefined;
    }
    const { chunk, length, window, residuals } = this.#state;
    const fits =
      found.chunk === chunk &&
      found.length === length &&
      found.window === window &&
      found.residuals.length === residuals.length;
    return fits ? found : undefined;
  }

  async #isWhole(name: TensorName, width: number): Promise<boolean> {
    if (!this.has(name)) return true;
    const chunk = new Float32Array(this.#plan.size * width);
    try {
      for (let k = 0; k < this.#plan.count; k++) {
        await this.read(name, k, width, chunk.subarray(0, this.#plan.tokens(k) * width));
      }
      return true;
    } catch {
      return false;
    }
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

  #saved(name: TensorName): { readonly slot: number; readonly crcs: number[] } | null {
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

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** What lies behind the file's end stays as it is. */
async function readFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) return;
    done += bytesRead;
  }
}
