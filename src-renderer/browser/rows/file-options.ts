import { fileOptions, type FileOptions } from '../../../src-main/contract/index.ts';
import type { IgvDrawing, IgvTrack } from '../igv-types.ts';
import { formatOrder } from './read-order.ts';

/** How igv draws a file now, of what can be chosen in its menu. */
export function optionsOf(track: IgvTrack): FileOptions {
  const { alignmentTrack, sortObject, frameTranslate, reversed } = track;
  if (track.type === 'sequence') {
    return { frameTranslate: frameTranslate === true, reversed: reversed === true };
  }
  const state = track.getState?.() ?? {};
  const named: FileOptions = Object.fromEntries(
    fileOptions.flatMap((name) => {
      const value = state[name];
      const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
      return isPlain ? [[name, value as string | number | boolean]] : [];
    }),
  );
  return {
    ...named,
    // igv's own word for it is none at all.
    ...(alignmentTrack && { groupBy: alignmentTrack.groupBy ?? 'none' }),
    ...(sortObject && { sort: formatOrder(sortObject) }),
  };
}

/** Whether two choices come to the same. */
export function areAlike(a: FileOptions = {}, b: FileOptions = {}): boolean {
  const names = [...Object.keys(a), ...Object.keys(b)] as (keyof FileOptions)[];
  return names.every((name) => a[name] === b[name]);
}

/** What is otherwise after a change; an option that igv names no more is left as it was. */
export function changedOptions(before: FileOptions, after: FileOptions): FileOptions {
  const entries = Object.entries(after) as [keyof FileOptions, FileOptions[keyof FileOptions]][];
  return Object.fromEntries(entries.filter(([name, value]) => before[name] !== value));
}

/**
 * Tells what igv settles on by itself while it draws: a colour of reads, once it has seen whether they
 * are in pairs. Nobody has chosen it.
 */
export function onSettled(track: IgvTrack, tell: (settled: FileOptions) => void): void {
  const draw = track.draw.bind(track);
  const telling = (drawing: IgvDrawing) => {
    const before = optionsOf(track);
    draw(drawing);
    const settled = changedOptions(before, optionsOf(track));
    if (Object.keys(settled).length > 0) tell(settled);
  };
  Object.defineProperty(track, 'draw', { value: telling, configurable: true });
}
