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
