/**
 * Buffers that are used again. They are none of the garbage collector's: with each 64 MB of what is, it looks
 * through all of the process, which took a third of the time that perturbations take. So what is not given
 * back is freed late.
 */
export class BufferPool {
  readonly #free = new Map<number, Float32Array[]>();
  readonly #roomFor: (length: number) => number;

  /** `exact`: of few lengths. Else buffers are up to twice as long as what is asked for. */
  constructor({ exact = false } = {}) {
    this.#roomFor = exact
      ? (length) => length
      : (length) => 2 ** Math.ceil(Math.log2(Math.max(4096, length)));
  }

  /** Bytes of a buffer for so many values. */
  bytesFor(length: number): number {
    return 4 * this.#roomFor(length);
  }

  /** `length` values, whatever they are. */
  take(length: number): Float32Array {
    const room = this.#roomFor(length);
    const buffer = this.#free.get(room)?.pop() ?? new Float32Array(new SharedArrayBuffer(4 * room));
    return buffer.subarray(0, length);
  }

  /** What was taken is nobody's any more, nor are parts of it. */
  giveBack(values: Float32Array): void {
    const buffer = new Float32Array(values.buffer);
    const others = this.#free.get(buffer.length);
    if (others) others.push(buffer);
    else this.#free.set(buffer.length, [buffer]);
  }
}

type ResultKind = 'partial' | 'residual' | 'projection' | 'states';

/**
 * The results of a group of sequences on its way through the layers. Of each scan they are needed until the
 * next one of the same kind has been: then all of them have been computed again or let go. Its states end with it,
 * and input projections with their layer.
 */
export class ResultBuffers {
  /** Bytes that were needed at a time, at the most. */
  peakBytes = 0;
  readonly #pool: BufferPool;
  readonly #room: number;
  #bytes = 0;
  readonly #of = {
    partial: { now: [] as Float32Array[], before: [] as Float32Array[] },
    residual: { now: [] as Float32Array[], before: [] as Float32Array[] },
    projection: { now: [] as Float32Array[], before: [] as Float32Array[] },
    states: { now: [] as Float32Array[], before: [] as Float32Array[] },
  };

  /** `room`: bytes that the group is to take; what it cannot do without it takes in any case. */
  constructor(pool: BufferPool, room: number) {
    this.#pool = pool;
    this.#room = room;
  }

  /** Whether there is room for values that only save work, in half of it: the rest is for what must be. */
  canSpare(length: number): boolean {
    return this.#bytes + this.#pool.bytesFor(length) <= this.#room / 2;
  }

  take(kind: ResultKind, length: number): Float32Array {
    const buffer = this.#pool.take(length);
    this.#of[kind].now.push(buffer);
    this.#bytes += buffer.buffer.byteLength;
    this.peakBytes = Math.max(this.peakBytes, this.#bytes);
    return buffer;
  }

  /** A scan that gives this is done. */
  endScan(kind: 'partial' | 'residual'): void {
    const own = this.#of[kind];
    this.#letGo(own.before);
    own.before = own.now;
    own.now = [];
    this.#end('states');
    if (kind === 'residual') this.#end('projection');
  }

  /** The group is done. */
  giveBack(): void {
    for (const { now, before } of Object.values(this.#of)) {
      for (const buffer of [...now, ...before]) this.#pool.giveBack(buffer);
    }
  }

  #end(kind: ResultKind): void {
    this.#letGo(this.#of[kind].now);
    this.#of[kind].now = [];
  }

  #letGo(buffers: readonly Float32Array[]): void {
    for (const buffer of buffers) {
      this.#bytes -= buffer.buffer.byteLength;
      this.#pool.giveBack(buffer);
    }
  }
}
