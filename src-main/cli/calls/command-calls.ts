import type { Command } from 'commander';
import type { Program } from '../command-entry.ts';
import type { CommandContext } from '../context.ts';
import type { Call } from './call.ts';
import { callOptions, printsJson } from './call-option.ts';
import { callSchema } from './call-schema.ts';
import { runCommandCall, type CommandRunner } from './run-command-call.ts';

/**
 * Commands that are no calls: they open windows, download, remove what is the user's, look after the program or
 * plan for other machines.
 */
const noCalls = new Set([
  ...['serve', 'start', 'mcp', 'demo', 'cache', 'plan', 'workflow'],
  ...['models import', 'models remove', 'heads import', 'heads export', 'heads remove'],
]);

/** Every command that computes as a call, as the command line describes it. */
export async function commandCalls(context: CommandContext, program: Program): Promise<Call[]> {
  const { startComputeProcess } = context;
  const runner = { run: program.run, ...(startComputeProcess && { startComputeProcess }) };
  const calls: Call[] = [];
  for (const [name, { description, load }] of Object.entries(program.commands)) {
    if (noCalls.has(name)) continue;
    const command = (await load())(context, program).description(description);
    calls.push(...callsOf(command, [name], runner));
  }
  return calls;
}

function callsOf(command: Command, words: readonly string[], runner: CommandRunner): Call[] {
  const inner = command.commands.flatMap((one) => callsOf(one, [...words, one.name()], runner));
  // A group of commands has no options of its own.
  const isGroup = command.commands.length > 0 && command.options.length === 0;
  return isGroup || noCalls.has(words.join(' '))
    ? inner
    : [callOf(command, words, runner), ...inner];
}

function callOf(command: Command, words: readonly string[], runner: CommandRunner): Call {
  const options = callOptions(command);
  const called = { words, options, printsJson: printsJson(command) };
  return {
    name: words.join('_'),
    about: command.description(),
    schema: callSchema(options),
    readsOnly: false,
    run: (given, hooks, folders) => runCommandCall(called, given, hooks, folders, runner),
  };
}
