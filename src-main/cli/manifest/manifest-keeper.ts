import { watchCompute, type Environment } from '../../analysis/environment/index.ts';
import { observeWrites } from '../../formats/output/index.ts';
import { inputFiles } from './input-files.ts';
import { RunRecord, type RunEnd } from './run-record.ts';
import {
  openManifestPlace,
  writeManifest,
  type ManifestPlace,
  type RunRequest,
} from './write-manifest.ts';

/** Notes what a command does, and writes its manifest in the end. */
export class ManifestKeeper {
  readonly #args: readonly string[];
  readonly #record = new RunRecord();
  #manifest: { readonly place: ManifestPlace; readonly request: RunRequest } | undefined;

  /** @param args the command line */
  constructor(args: readonly string[]) {
    this.#args = args;
  }

  /** What the command computes by, watched. */
  watch(startComputeProcess: Environment['startComputeProcess']): {
    readonly record: RunRecord;
    readonly startComputeProcess: Environment['startComputeProcess'];
  } {
    const record = this.#record;
    return { record, startComputeProcess: watchCompute(record.compute, startComputeProcess) };
  }

  /** Runs the command. */
  run(work: () => Promise<void>): Promise<void> {
    return observeWrites(this.#record.onWritten, work);
  }

  /**
   * The command is about to begin, with these options and arguments. Errors: those of
   * `openManifestPlace`.
   */
  async begin(
    command: string,
    options: Readonly<Record<string, unknown>>,
    positional: readonly string[],
  ): Promise<void> {
    const { manifest: path } = options;
    if (typeof path !== 'string') return;
    const inputs = inputFiles({ ...options, arguments: positional });
    const request = { command, arguments: this.#args, options, inputs };
    const place = { path, replaces: await openManifestPlace(path, request) };
    this.#manifest = { place, request };
  }

  /** Errors: those of writing. */
  async end(end: RunEnd): Promise<void> {
    if (!this.#manifest) return;
    const { place, request } = this.#manifest;
    await writeManifest(place, request, this.#record, end);
  }
}
