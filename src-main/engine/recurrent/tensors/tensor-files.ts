import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { MegabaseError } from '../../../contract/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import { bytesOf, readFully } from './float-file.ts';

/** A tensor `[t, width]` as it was written, token after token. */
export interface TensorFile {
  readonly path: string;
  readonly width: number;
  /** Its chunks, each with its CRC-32. */
  readonly plan: ChunkPlan;
  readonly crcs: readonly number[];
}

/** Tensors' files while chunks are read from them. */
export class TensorFiles {
  /** By path. Kept from when they are asked for: closing waits for what is being opened. */
  readonly #open = new Map<string, Promise<FileHandle>>();

  /** Fills `into` with chunk `k` of a tensor. Error: `spill-damaged`. */
  async read(
    { path, width, plan, crcs }: TensorFile,
    k: number,
    into: Float32Array,
  ): Promise<void> {
    const bytes = bytesOf(into);
    await readFully(await this.#opened(path), bytes, plan.range(k).start * width * 4);
    if (crc32(bytes) === crcs[k]) return;
    throw new MegabaseError(
      'spill-damaged',
      `Chunk ${k} of ${path} is not what was written there a moment ago.`,
    );
  }

  /** CRC-32 of a tensor by the chunks of another plan; all of it is read. Error: `spill-damaged`. */
  async crcsBy(plan: ChunkPlan, tensor: TensorFile): Promise<number[]> {
    const { width, plan: written } = tensor;
    const crcs = Array.from({ length: plan.count }, () => 0);
    const values = new Float32Array(written.size * width);
    for (let k = 0; k < written.count; k++) {
      const { start, end } = written.range(k);
      const chunk = values.subarray(0, (end - start) * width);
      await this.read(tensor, k, chunk);
      for (let from = start; from < end;) {
        const at = plan.chunkOf(from);
        const to = Math.min(end, plan.range(at).end);
        const part = chunk.subarray((from - start) * width, (to - start) * width);
        crcs[at] = crc32(bytesOf(part), crcs[at]);
        from = to;
      }
    }
    return crcs;
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const one of opened) if (one.status === 'fulfilled') await one.value.close();
  }

  #opened(path: string): Promise<FileHandle> {
    const known = this.#open.get(path);
    if (known) return known;
    const opening = open(path, 'r');
    this.#open.set(path, opening);
    return opening;
  }
}
