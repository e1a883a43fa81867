import { BufferPool } from './buffer-pool.ts';
import type { ReferenceSlab } from './reference-slab.ts';

/** Somebody who works his way up the layers. */
export interface SlabUser {
  /** What lies below it he needs no more. */
  layer: number;
}

/**
 * The slabs that are at hand. Where they are more than there is room for, those go first that nobody
 * works with, the ones that were used longest ago before others; then the layers below those at which
 * somebody works and that are being computed. What he needs he gets, room or not.
 */
export class SlabStore {
  /** True once layers had to go: whoever comes from below must compute them again. */
  isTight = false;
  readonly buffers = new BufferPool({ exact: true });
  readonly #room: number;
  readonly #slabs = new Map<string, ReferenceSlab>();
  readonly #users = new Set<SlabUser>();

  /** `room`: bytes. */
  constructor(room: number) {
    this.#room = room;
  }

  enter(user: SlabUser): void {
    this.#users.add(user);
  }

  leave(user: SlabUser): void {
    this.#users.delete(user);
    for (const slab of this.#slabs.values()) slab.users.delete(user);
  }

  find(strand: number, chunk: number): ReferenceSlab | undefined {
    const key = `${strand} ${chunk}`;
    const slab = this.#slabs.get(key);
    if (slab && this.#users.size > 0) {
      // The ones used last stand last.
      this.#slabs.delete(key);
      this.#slabs.set(key, slab);
    }
    return slab;
  }

  add(strand: number, chunk: number, slab: ReferenceSlab): void {
    this.#slabs.set(`${strand} ${chunk}`, slab);
  }

  /** Lets go of what there is no room for. */
  shrink(): void {
    let bytes = 0;
    for (const slab of this.#slabs.values()) bytes += slab.bytes;
    for (const [key, slab] of this.#slabs) {
      if (bytes <= this.#room) return;
      if (slab.users.size > 0 || slab.readFrom !== undefined) continue;
      bytes -= slab.bytes;
      slab.drop(this.buffers);
      this.#slabs.delete(key);
    }
    const lowest = Math.min(...[...this.#users].map(({ layer }) => layer));
    for (const slab of this.#slabs.values()) {
      if (bytes <= this.#room) return;
      this.isTight = true;
      const before = slab.bytes;
      slab.drop(this.buffers, Math.min(lowest, slab.readFrom ?? Infinity));
      bytes -= before - slab.bytes;
    }
  }
}
