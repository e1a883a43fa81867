import { makeContext } from './context.ts';
import { reportError } from './report-error.ts';
import { runCommand } from './run-command.ts';

const context = makeContext();
const args = process.argv.slice(2);

// What no command waited for must not end in a stack trace either.
process.on('uncaughtException', (error) => {
  context.console.endProgress();
  process.exitCode = reportError(error, args.includes('--json'), context.console);
  process.exit();
});
process.exitCode = await runCommand(args, context);
