/** The `megabase` command of the installed application. */
export { commandWords } from './command-words.ts';
export { runCommandLine } from './run-command-line.ts';
export { offerTerminalCommand, terminalCommand } from './serve-terminal-command.ts';
