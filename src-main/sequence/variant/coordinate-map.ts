import { defined } from '../../contract/index.ts';
import type { BaseEdit } from './edit.ts';

/** A position on the other sequence. */
export interface MappedPosition {
  /** 0-based, as the position that was asked for. */
  readonly position: number;
  /**
   * False where the base itself is not on the other sequence: it was taken out or put in. Then
   * `position` is the base that stands in its place, or else the next one.
   */
  readonly exact: boolean;
}

/** A stretch of the reference and what stands in its place; both 0-based half-open. */
export interface MapBlock {
  readonly reference: { readonly start: number; readonly end: number };
  readonly edited: { readonly start: number; readonly end: number };
  /** The edit that stands there; undefined where the sequence is unchanged. */
  readonly edit?: BaseEdit;
}

/**
 * Which base of an edited sequence is which of the reference. Positions of the reference are those
 * of the contig, of the edited sequence from 0 at the interval's start.
 */
export class CoordinateMap {
  /** In order and without gaps; empty ones are left out unless they are edits. */
  readonly blocks: readonly MapBlock[];

  /** `edits`: in order, none touching another's bases, all inside the interval. */
  constructor(
    interval: { readonly start: number; readonly end: number },
    edits: readonly BaseEdit[],
  ) {
    const blocks: MapBlock[] = [];
    let at = interval.start;
    let editedAt = 0;
    const push = (end: number, length: number, edit?: BaseEdit) => {
      const reference = { start: at, end };
      const edited = { start: editedAt, end: editedAt + length };
      blocks.push(edit === undefined ? { reference, edited } : { reference, edited, edit });
      [at, editedAt] = [end, edited.end];
    };
    for (const edit of edits) {
      if (edit.start > at) push(edit.start, edit.start - at);
      push(edit.end, edit.bases.length, edit);
    }
    if (interval.end > at || blocks.length === 0) push(interval.end, interval.end - at);
    this.blocks = blocks;
  }

  /** Length of the edited sequence in bp. */
  get editedLength(): number {
    return defined(this.blocks.at(-1)).edited.end;
  }

  /** Where a base of the reference is on the edited sequence; undefined outside the interval. */
  toEdited(position: number): MappedPosition | undefined {
    return mapped(this.blocks, position, 'reference', 'edited');
  }

  /** Where a base of the edited sequence is on the reference; undefined beyond its end. */
  toReference(position: number): MappedPosition | undefined {
    return mapped(this.blocks, position, 'edited', 'reference');
  }
}

type Side = 'reference' | 'edited';

function mapped(
  blocks: readonly MapBlock[],
  position: number,
  from: Side,
  to: Side,
): MappedPosition | undefined {
  if (position < defined(blocks[0])[from].start || position >= defined(blocks.at(-1))[from].end)
    return undefined;
  let low = 0;
  let high = blocks.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (defined(blocks[middle])[from].start <= position) low = middle;
    else high = middle;
  }
  // Of several that begin there, all but the last are empty on this side.
  const block = defined(blocks[low]);
  const offset = position - block[from].start;
  const lengths = {
    from: block[from].end - block[from].start,
    to: block[to].end - block[to].start,
  };
  if (lengths.from === lengths.to) {
    const other = block.edit?.isInverted ? lengths.to - 1 - offset : offset;
    return { position: block[to].start + other, exact: true };
  }
  const last = Math.max(0, lengths.to - 1);
  return { position: block[to].start + Math.min(offset, last), exact: false };
}
