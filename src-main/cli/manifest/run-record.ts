import type { ComputeListener } from '../../analysis/environment/index.ts';
import type { CommittedFile } from '../../formats/output/index.ts';
import type { ErrorCode, ModelIdentity } from '../../contract/index.ts';
import { processUse, type ProcessUse } from './process-use.ts';

/** How a command ended. */
export interface RunEnd {
  readonly exitCode: number;
  readonly error?: { readonly code: ErrorCode; readonly message: string } | undefined;
}

/** What computed, as the compute processes said. */
export interface ComputedBy {
  readonly provider: string;
  readonly device?: string | undefined;
  /** What computed the recurrences. */
  readonly scan: string;
}

/** What is noted of a command while it runs, for its manifest. */
export class RunRecord {
  readonly startedAt = new Date();
  readonly written: CommittedFile[] = [];
  readonly computedBy: ComputedBy[] = [];
  readonly models: ModelIdentity[] = [];
  readonly #before = processUse();
  #computePeak = 0;

  readonly onModel = (model: ModelIdentity): void => {
    this.models.push(model);
  };

  readonly onWritten = (file: CommittedFile): void => {
    this.written.push(file);
  };

  /** What of the machine the command has taken so far, its compute processes included. */
  use(): ProcessUse & { readonly computePeakBytes: number } {
    const { seconds, peakBytes } = processUse();
    return {
      seconds: seconds - this.#before.seconds,
      peakBytes,
      computePeakBytes: this.#computePeak,
    };
  }

  /** Hears what compute processes say of themselves. */
  readonly compute: ComputeListener = {
    onBegun: ({ provider, device, scan }) =>
      this.#note({ provider, device, scan: `${scan.scan} (${scan.detail})` }),
    onDone: (peakBytes) => (this.#computePeak = Math.max(this.#computePeak, peakBytes)),
  };

  #note(one: ComputedBy): void {
    const last = this.computedBy.at(-1);
    const isSame =
      last?.provider === one.provider && last.device === one.device && last.scan === one.scan;
    if (!isSame) this.computedBy.push(one);
  }
}
