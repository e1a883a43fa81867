import { Command } from 'commander';
import { cacheCommand } from './commands/cache.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { modelsCommand } from './commands/models.ts';
import { predictCommand } from './commands/predict.ts';
import { serveCommand } from './commands/serve.ts';
import { makeContext } from './context.ts';
import { programVersion } from './program-version.ts';
import { reportError } from './report-error.ts';

const context = makeContext();
const program = new Command('megabase')
  .description(
    'Read a megabase and more of your own genome through state-space DNA models, exactly, on your own machine.',
  )
  .version(programVersion())
  .showHelpAfterError('(add --help to see what the command takes)');

const commands = [predictCommand, modelsCommand, cacheCommand, doctorCommand, demoCommand];
for (const command of commands) program.addCommand(command(context));
program.addCommand(serveCommand(context));
throwInsteadOfExiting(program);

try {
  await program.parseAsync();
} catch (error) {
  context.console.endProgress();
  process.exitCode = reportError(error, process.argv.includes('--json'));
}

/** So that every error ends in one place and gets its exit code there. */
function throwInsteadOfExiting(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExiting);
}
