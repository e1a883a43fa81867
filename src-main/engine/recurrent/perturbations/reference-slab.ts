import { defined } from '../../../contract/index.ts';
import type { States } from '../scan-runner.ts';
import type { BufferPool } from './buffer-pool.ts';
import { statesOf } from './scan-pool.ts';

/** A layer of a chunk as the reference run had it. */
export interface SlabLayer {
  /** What enters the layer, `[t, d]`. */
  readonly residual: Float32Array;
  /** What its scans before the last leave, `[t, forwardPartialWidth]`; absent of a layer with one scan. */
  forwardPartial?: Float32Array;
  /** By scan: the states that each block leaves, `[blocks, ...]`. */
  readonly states: States[];
}

/** A chunk of one strand of the reference run, in blocks: its layers as far as they are known. */
export class ReferenceSlab {
  /** By layer; beyond the last one its output. */
  readonly layers = new Map<number, SlabLayer>();
  /** First block, and the one beyond the last. */
  readonly from: number;
  readonly to: number;
  /** Who has been given it. */
  readonly users = new Set<object>();
  /** What is being added; the next to add waits for it. */
  busy: Promise<unknown> = Promise.resolve();
  /** The layer that a computation reads just now: its buffers and those above are not to be used again. */
  readFrom: number | undefined;
  readonly #size: number;
  readonly #tokens: number;
  readonly #scales = new Map<string, number>();

  constructor(from: number, to: number, size: number, tokens: number) {
    this.from = from;
    this.to = to;
    this.#size = size;
    this.#tokens = tokens;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Tokens of a block. */
  tokensOf(block: number): number {
    return Math.min(this.#size, this.#tokens - (block - this.from) * this.#size);
  }

  /** Tokens of all blocks. */
  get blocks(): number[] {
    return Array.from({ length: this.to - this.from }, (_, i) => this.tokensOf(this.from + i));
  }

  /** The rows of a block in values of the chunk. */
  rows(values: Float32Array, block: number): Float32Array {
    const width = values.length / this.#tokens;
    const start = (block - this.from) * this.#size;
    return values.subarray(start * width, (start + this.tokensOf(block)) * width);
  }

  /** The states that a scan of a layer leaves after a block. */
  left(layer: number, scan: number, block: number): States {
    const states = defined(defined(this.layers.get(layer)).states[scan]);
    return statesOf(states, block - this.from, this.to - this.from);
  }

  /** Root mean square of a block of what enters a layer, or of the partial in it. */
  scale(layer: number, of: 'residual' | 'forwardPartial', block: number): number {
    const key = `${layer} ${of} ${block}`;
    const known = this.#scales.get(key);
    if (known !== undefined) return known;
    const rows = this.rows(defined(defined(this.layers.get(layer))[of]), block);
    // Four sums wait for each other a quarter as long as one, and `reduce` takes ten times as long.
    let [a, b, c, d] = [0, 0, 0, 0];
    const inFours = rows.length - (rows.length % 4);
    for (let i = 0; i < inFours; i += 4) {
      a += rows[i]! * rows[i]!;
      b += rows[i + 1]! * rows[i + 1]!;
      c += rows[i + 2]! * rows[i + 2]!;
      d += rows[i + 3]! * rows[i + 3]!;
    }
    for (let i = inFours; i < rows.length; i++) a += rows[i]! * rows[i]!;
    const scale = Math.sqrt((a + b + c + d) / rows.length);
    this.#scales.set(key, scale);
    return scale;
  }

  /** Whether a layer is known, and what comes out of it. */
  has(layer: number, scans: number): boolean {
    return this.layers.get(layer)?.states.length === scans && this.layers.has(layer + 1);
  }

  get bytes(): number {
    let bytes = 0;
    for (const { residual, forwardPartial, states } of this.layers.values()) {
      bytes += residual.buffer.byteLength + (forwardPartial?.buffer.byteLength ?? 0);
      for (const one of states) {
        for (const values of Object.values(one)) bytes += values.byteLength;
      }
    }
    return bytes;
  }

  /** Lets go of the layers below one, or of all. */
  drop(pool: BufferPool, below = Infinity): void {
    for (const [layer, { residual, forwardPartial }] of this.layers) {
      if (layer >= below) continue;
      pool.giveBack(residual);
      if (forwardPartial) pool.giveBack(forwardPartial);
      this.layers.delete(layer);
    }
  }
}
