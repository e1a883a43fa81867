import type { ExportedFile } from '../../src-main/contract/index.ts';
import { faultText } from '../format/index.ts';

/** One export dialog's file: where it goes, and how the writing went. */
export class ExportState {
  path = $state('');
  busy = $state(false);
  fault = $state.raw<{ message: string; advice: string }>();
  written = $state.raw<readonly ExportedFile[]>([]);

  /** The path without blanks round it; empty where none was chosen. */
  get target(): string {
    return this.path.trim();
  }

  /** Changes the path's ending, if it has the one before. */
  changeEnding(before: string, after: string): void {
    if (this.path.endsWith(before)) this.path = this.path.slice(0, -before.length) + after;
  }

  async run(write: () => Promise<readonly ExportedFile[]>): Promise<void> {
    [this.busy, this.fault, this.written] = [true, undefined, []];
    try {
      this.written = await write();
    } catch (error) {
      this.fault = faultText(error);
    }
    this.busy = false;
  }
}
