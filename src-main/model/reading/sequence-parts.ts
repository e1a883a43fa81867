import type { Span } from '../../contract/index.ts';
import type { Manifest } from '../manifest.ts';
import { tileForm, touchedCells } from '../tiled/index.ts';
import { beyondMargin } from './longest-edit.ts';

/** A part of a sequence which is all that some changes touch. Tokens count from the sequence's start. */
export interface SequencePart extends Span {
  /** Tokens whose values may change; absent where the sequence is one part. */
  readonly valued?: Span | undefined;
  /** Numbers of the changes. */
  readonly changes: readonly number[];
}

/** What a change is about, and whether it moves what stands behind it. */
interface SequenceChange extends Span {
  readonly isIndel: boolean;
}

/**
 * The parts of a sequence that changes depend on: all of it for a model with a state; of one that reads in
 * tiles the tiles that read some of what a change is about. `whole`: all tiles, for every change.
 */
export function sequenceParts(
  { tiling, outputs }: Pick<Manifest, 'tiling' | 'outputs'>,
  sequence: { readonly start: number; readonly length: number; readonly valued?: Span | undefined },
  changes: readonly SequenceChange[],
  { whole }: { readonly whole: boolean },
): SequencePart[] {
  const { start: origin, length, valued = { start: 0, end: length } } = sequence;
  const all = { start: 0, end: length, changes: [...changes.keys()] };
  if (tiling === undefined) return [all];
  if (whole) return [{ ...all, valued }];
  const form = tileForm({ tiling, outputs });
  const grid = { ...valued, start: valued.start - ((origin + valued.start) % form.bin) };
  const before = form.margin;
  const parts = new Map<string, SequencePart & { readonly changes: number[] }>();
  for (const [number, change] of changes.entries()) {
    const { start, end } = touchedCells(form, grid, change);
    // All that is read of an edited sequence is of the part, or a result would not be what it is stored as.
    const behind = form.margin + (change.isIndel ? beyondMargin(form) : 0);
    const key = `${start}-${end}-${behind}`;
    const part = parts.get(key) ?? {
      start: Math.max(0, start - before),
      end: Math.min(length, end + behind),
      valued: { start: Math.max(valued.start, start), end },
      changes: [],
    };
    part.changes.push(number);
    parts.set(key, part);
  }
  return [...parts.values()];
}
