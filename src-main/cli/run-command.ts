import { Command } from 'commander';
import { cacheCommand } from './commands/cache.ts';
import { candidatesCommand } from './commands/candidates.ts';
import { contextCommand } from './commands/context-effect.ts';
import { consensusCommand } from './commands/consensus.ts';
import { demoCommand } from './commands/demo.ts';
import { dependenciesCommand } from './commands/dependencies.ts';
import { doctorCommand } from './commands/doctor.ts';
import { effectsCommand } from './commands/effects.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { headsCommand } from './commands/heads.ts';
import { modelsCommand } from './commands/models.ts';
import { predictCommand } from './commands/predict.ts';
import { probeCommand } from './commands/probe.ts';
import { scoreCommand } from './commands/score.ts';
import { serveCommand } from './commands/serve.ts';
import { startCommand } from './commands/start.ts';
import { variantsCommand } from './commands/variants.ts';
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
    await makeProgram(context).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    context.console.endProgress();
    return reportError(error, args.includes('--json'), context.console);
  }
}

function makeProgram(context: CommandContext): Command {
  const program = new Command('megabase')
    .description(
      'Read a megabase and more of your own genome through state-space DNA models, exactly, on your own machine.',
    )
    .version(programVersion());

  const commands = [
    predictCommand,
    contextCommand,
    effectsCommand,
    variantsCommand,
    scoreCommand,
    dependenciesCommand,
    consensusCommand,
    candidatesCommand,
    modelsCommand,
    headsCommand,
    probeCommand,
    evaluateCommand,
    cacheCommand,
    doctorCommand,
    demoCommand,
    serveCommand,
    startCommand,
  ];
  for (const command of commands) program.addCommand(command(context));
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
