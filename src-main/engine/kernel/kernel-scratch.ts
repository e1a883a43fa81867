/**
 * Memory for values on their way from stage to stage, one buffer a name, kept from chunk to chunk
 * and scan to scan, and lent to one user at a time.
 */
export class KernelScratch {
  readonly #buffers = new Map<string, Float32Array>();
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all before it are done: nobody else then touches the buffers. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** `length` values under that name; what was there under it is void. */
  floats(name: string, length: number): Float32Array {
    let buffer = this.#buffers.get(name);
    if (!buffer || buffer.length < length) {
      this.#buffers.set(name, (buffer = new Float32Array(length)));
    }
    return buffer.subarray(0, length);
  }
}
