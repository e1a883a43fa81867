import { Command } from 'commander';
import {
  cacheCommand,
  candidatesCommand,
  contextCommand,
  consensusCommand,
  demoCommand,
  dependenciesCommand,
  doctorCommand,
  effectsCommand,
  evaluateCommand,
  headsCommand,
  modelsCommand,
  predictCommand,
  probeCommand,
  scoreCommand,
  serveCommand,
  startCommand,
  variantsCommand,
} from './commands/index.ts';
import { makeContext } from './context.ts';
import { programVersion } from './program-version.ts';
import { reportError } from './report-error.ts';

const context = makeContext();
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
];
for (const command of commands) program.addCommand(command(context));
program.addCommand(serveCommand(context));
program.addCommand(startCommand(context));
throwErrors(program);

const fail = (error: unknown) => {
  context.console.endProgress();
  process.exitCode = reportError(error, process.argv.includes('--json'));
};
// What no command waited for must not end in a stack trace either.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}

/** Every error ends in one place, gets its words and its exit code there. */
function throwErrors(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  command.commands.forEach(throwErrors);
}
