import { wantsJson } from './wants-json.ts';
import { Command } from 'commander';
import { commands } from './commands/index.ts';
import type { Console } from './console.ts';
import type { CommandContext } from './context.ts';
import { programVersion } from './program-version.ts';
import { reportError } from './report-error.ts';

/**
 * Runs one command line, without the program's name before it, and gives its exit code. All that it
 * prints goes to the context's console, so it runs in any process, as often as one likes.
 */
export async function runCommand(
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  try {
    await (await makeProgram(args, context)).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    context.console.endProgress();
    return reportError(error, wantsJson(args), context.console);
  }
}

async function makeProgram(args: readonly string[], context: CommandContext): Promise<Command> {
  const program = new Command('megabase')
    .description(
      'Read a megabase and more of your own genome through state-space DNA models, exactly, on your own machine.',
    )
    .version(programVersion());
  const [first, second] = args;
  const wanted = first === 'help' ? second : first;
  for (const [name, { description, load }] of Object.entries(commands)) {
    const command = name === wanted ? (await load())(context) : new Command(name);
    program.addCommand(command.description(description));
  }
  gatherOutput(program, context.console);
  return program;
}

/** Every error ends in one place, gets its words and its exit code there; help goes to the console. */
function gatherOutput(command: Command, console: Console): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => console.print(text.replace(/\n$/, '')),
    writeErr: (text) => console.note(text.replace(/\n$/, '')),
    outputError: () => undefined,
  });
  for (const inner of command.commands) gatherOutput(inner, console);
}
