import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { defined } from '../../contract/index.ts';
import type { Environment, OpenEnvironment } from '../../analysis/environment/index.ts';
import type { CutRun } from '../../analysis/plan/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { withEnvironment } from '../environment/index.ts';

/** What a command would do, before anything is computed. */
export interface Foreseen {
  readonly run: CutRun;
  /** Files that are read, but for the model's. */
  readonly inputs: readonly string[];
  readonly model?: LoadedModel | undefined;
  readonly threads: number;
}

/** A command that can be planned: its options, and what they ask for. */
export interface Plannable<Options> {
  readonly make: (context: CommandContext) => Command;
  readonly foresee: (options: Options, context: CommandContext) => Promise<Foreseen>;
}

/** Opens what a command reads, has it looked at, and closes it again. Errors: those of opening. */
export async function foreseeIn(
  options: Parameters<typeof withEnvironment>[0],
  context: CommandContext,
  model: LoadedModel,
  look: (
    environment: Environment & OpenEnvironment,
    signal: AbortSignal,
  ) => Promise<Pick<Foreseen, 'run' | 'inputs'>>,
): Promise<Foreseen> {
  let seen: Pick<Foreseen, 'run' | 'inputs'> | undefined;
  await withEnvironment(options, context, model, async ({ environment, signal }) => {
    seen = await look(environment, signal);
  });
  return { ...defined(seen), model, threads: options.threads };
}

/** The texts that name files, as regions may be those of a BED file. */
export async function filesAmong(texts: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const text of texts) {
    const found = await stat(text).catch(() => undefined);
    if (found?.isFile()) files.push(text);
  }
  return files;
}
