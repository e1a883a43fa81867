import type { Command } from 'commander';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import { printsJson, toolOptions, type ToolOption } from './tool-option.ts';

/** A command as a tool. */
export interface CommandTool {
  readonly name: string;
  /** The first words of its command line. */
  readonly words: readonly string[];
  readonly about: string;
  readonly options: readonly ToolOption[];
  readonly printsJson: boolean;
}

/**
 * Commands that are no tools: they open windows, download, remove what is the user's, look after the program or
 * plan for other machines.
 */
const noTools = new Set([
  ...['serve', 'start', 'mcp', 'demo', 'cache', 'plan', 'workflow'],
  ...['models import', 'models remove', 'heads import', 'heads export', 'heads remove'],
]);

/** All tools, as the command line describes its commands. */
export async function commandTools(
  context: CommandContext,
  program: Program,
): Promise<CommandTool[]> {
  const tools: CommandTool[] = [];
  for (const [name, { description, load }] of Object.entries(program.commands)) {
    if (noTools.has(name)) continue;
    collect((await load())(context, program).description(description), [name], tools);
  }
  return tools;
}

function collect(command: Command, words: readonly string[], tools: CommandTool[]): void {
  // A group of commands has no options of its own.
  const isGroup = command.commands.length > 0 && command.options.length === 0;
  if (!isGroup && !noTools.has(words.join(' '))) {
    tools.push({
      name: words.join('_'),
      words,
      about: command.description(),
      options: toolOptions(command),
      printsJson: printsJson(command),
    });
  }
  for (const inner of command.commands) collect(inner, [...words, inner.name()], tools);
}
