import { watch, existsSync, mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startMegabase, type CommandOptions, type CommandResult } from '../support/cli.ts';
import type { Random } from '../support/random.ts';

/** When a command is killed: some time after `from` has come. */
export interface KillTime {
  /** Text on stderr, or the first file or folder in a folder whose name begins so. */
  readonly from: RegExp | { readonly folder: string; readonly prefix: string };
  /** ms within which it is killed. */
  readonly within: number;
}

/** Starts `megabase` and kills it at a random moment; gives how it ended, where it was faster. */
export async function startAndKill(
  args: readonly string[],
  options: CommandOptions,
  { from, within }: KillTime,
  random: Random,
): Promise<CommandResult> {
  const delay = random.between(0, within);
  const command = startMegabase(args, options);
  const begun =
    from instanceof RegExp
      ? command.says(from).catch(() => undefined)
      : nameIn(from.folder, from.prefix);
  await Promise.race([begun, command.result]);
  const ended = await Promise.race([wait(delay).then(() => false), command.result]);
  if (ended === false) process.kill(command.pid, 'SIGKILL');
  return command.result;
}

async function nameIn(folder: string, prefix: string): Promise<void> {
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  const seen = Promise.withResolvers<void>();
  const watcher = watch(folder, (_, name) => {
    if (name?.startsWith(prefix) === true) seen.resolve();
  });
  await seen.promise.finally(() => watcher.close());
}
