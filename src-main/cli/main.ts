import { catchStrays } from './catch-strays.ts';
import { makeContext } from './context.ts';
import { runCommand } from './run-command.ts';

const context = makeContext();
const args = process.argv.slice(2);
catchStrays(args, context, (code) => process.exit(code));
process.exitCode = await runCommand(args, context);
