import type { ExportedFile } from '../../../src-main/contract/index.ts';
import type { DialogState } from './dialog-state.svelte.ts';
import { faultText } from '../../format/index.ts';
import { withConsent } from './with-consent.ts';

/** One export dialog's file: where it goes, and how the writing went. */
export class ExportState {
  path = $state('');
  busy = $state(false);
  fault = $state.raw<{ message: string; advice: string }>();
  written = $state.raw<readonly ExportedFile[]>([]);
  readonly #confirm: DialogState['confirm'];

  constructor(dialogs: Pick<DialogState, 'confirm'>) {
    this.#confirm = (...question) => dialogs.confirm(...question);
  }

  /** The path without blanks round it; empty where none was chosen. */
  get target(): string {
    return this.path.trim();
  }

  /** Changes the path's ending, if it has the one before. */
  changeEnding(before: string, after: string): void {
    if (this.path.endsWith(before)) this.path = this.path.slice(0, -before.length) + after;
  }

  /** Changes the path's name, if it is the one that was suggested before: it says what is in the file. */
  follow(before: string, after: string): void {
    const isIts = this.path === before || /[\\/]$/.test(this.path.slice(0, -before.length));
    if (before !== '' && isIts) this.changeEnding(before, after);
  }

  /** Writes once all is asked: `write` is given the files that the person agreed to replace. */
  async run(
    write: (replace: readonly string[]) => Promise<readonly ExportedFile[]>,
  ): Promise<void> {
    [this.busy, this.fault, this.written] = [true, undefined, []];
    try {
      const agree = (file: string) =>
        this.#confirm('Replace the file?', `${file} exists already.`, 'Replace');
      this.written = (await withConsent(write, agree)) ?? [];
    } catch (error) {
      this.fault = faultText(error);
    }
    this.busy = false;
  }
}
