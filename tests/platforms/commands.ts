// Command lines in one process, wherever it runs: `node commands.ts LINES OUT` runs one after the other
// as `megabase` does and writes what they gave, and a pass in this process beside them.
import { readFileSync, writeFileSync } from 'node:fs';
import { defined } from '../../src-main/contract/index.ts';
import { PlainConsole } from '../../src-main/cli/console/console.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import type { CommandResult } from '../support/cli.ts';
import { pass, type PlatformPass } from './pass.ts';

export interface CommandLine {
  readonly args: readonly string[];
  /** Ctrl-C as soon as it has said this. */
  readonly stopAt?: string;
}

export interface CommandsResult {
  readonly commands: readonly CommandResult[];
  readonly pass: PlatformPass;
}

async function run({ args, stopAt }: CommandLine): Promise<CommandResult> {
  const controller = new AbortController();
  const text = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof text) => ({
    write(more: string) {
      text[name] += more;
      if (stopAt !== undefined && text[name].includes(stopAt)) controller.abort();
    },
  });
  const console = new PlainConsole({ stdout: sink('stdout'), stderr: sink('stderr') });
  const code = await runCommand(args, { console, signal: controller.signal });
  return { code, ...text };
}

const [lines, out] = process.argv.slice(2);
const commands: CommandResult[] = [];
for (const line of JSON.parse(readFileSync(defined(lines), 'utf8')) as CommandLine[]) {
  commands.push(await run(line));
}
const result: CommandsResult = { commands, pass: await pass() };
writeFileSync(defined(out), JSON.stringify(result));
