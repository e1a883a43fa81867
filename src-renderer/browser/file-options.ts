import { fileOptions, type RowSettings } from '../../src-main/contract/index.ts';
import type { IgvTrack } from './igv-types.ts';

export type FileOptions = NonNullable<RowSettings['options']>;

/** How igv draws a file now, of what can be chosen in its menu. */
export function optionsOf(track: IgvTrack): FileOptions {
  const state = track.getState?.() ?? {};
  return Object.fromEntries(
    fileOptions.flatMap((name) => {
      const value = state[name];
      const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
      return isPlain ? [[name, value as string | number | boolean]] : [];
    }),
  );
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
