import type { Region } from '../../contract/index.ts';
import {
  openEnvironment,
  type Environment,
  type OpenEnvironment,
} from '../../analysis/environment/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { noteIgnored } from './ignored-options.ts';
import { openNotes } from '../console/index.ts';
import { cacheChoice, type CacheOptions, type ComputeOptions } from '../options/index.ts';
import { PassReporter } from '../reporters/index.ts';

/** What a command's analyses work on, open while it runs. */
export interface OpenCommand {
  readonly environment: Environment & OpenEnvironment;
  readonly signal: AbortSignal;
  /** All notes so far, each once. */
  readonly notes: ReadonlySet<string>;
  readonly onNote: (note: string) => void;
  /** Reports on analyses of some regions; of regions that only the analysis knows where none is given. */
  readonly reportOn: (regions: readonly Region[]) => PassReporter;
}

interface Options extends ComputeOptions, CacheOptions {
  readonly fasta: string;
}

/** Opens genome and cache for some work, prints each note once, and closes everything in the end. */
export async function withEnvironment(
  options: Options,
  { console, signal, startComputeProcess, record }: CommandContext,
  model: LoadedModel,
  work: (open: OpenCommand) => Promise<void>,
): Promise<void> {
  const { notes, onNote } = openNotes(console);
  record?.onModel(model.identity);
  const opened = await openEnvironment(
    { fasta: options.fasta, ...cacheChoice(options) },
    { onNote, signal, startComputeProcess },
  );
  try {
    const reportOn = (regions: readonly Region[]) => {
      noteIgnored(model, options, onNote);
      return new PassReporter(regions, options.threads, { console, onNote, model });
    };
    const environment = { ...opened, model };
    await work({ environment, signal, notes, onNote, reportOn });
  } finally {
    console.endProgress();
    await opened.close();
  }
}
