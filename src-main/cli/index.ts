/**
 * The `megabase` command: a line of words in, an exit code out.
 *
 *     const code = await runCommand(['models', 'list'], makeContext());
 */
export { catchStrays } from './catch-strays.ts';
export { commands } from './commands/index.ts';
export { makeContext } from './context.ts';
export { runCommand } from './run-command.ts';
