import type { FileOptions } from '../../../src-main/contract/index.ts';
import { changedOptions, optionsOf } from './file-options.ts';
import type { IgvTrack } from '../igv-types.ts';

/** What is changed in igv's own menu of a row. */
export class IgvMenu {
  /** The row whose menu was opened last, and how it was drawn then. */
  #opened: { row: string; track: IgvTrack; options: FileOptions } | undefined;

  /** What is changed from now on in any menu of igv's is this row's. */
  watch(row: string, track: IgvTrack): void {
    this.#opened = { row, track, options: optionsOf(track) };
  }

  /** What a person has changed in it since this was asked last. */
  takeChanges(): { row: string; track: IgvTrack; changed: FileOptions } | undefined {
    if (!this.#opened) return undefined;
    const { row, track, options } = this.#opened;
    const changed = changedOptions(options, optionsOf(track));
    if (Object.keys(changed).length === 0) return undefined;
    this.#opened = { row, track, options: { ...options, ...changed } };
    return { row, track, changed };
  }

  /** What igv settled on while its menu was open was there before all that is chosen in it. */
  noteSettled(track: IgvTrack, settled: FileOptions): void {
    const open = this.#opened;
    if (open?.track === track) this.#opened = { ...open, options: { ...settled, ...open.options } };
  }
}
