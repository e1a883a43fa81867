/** What Electron runs: the desktop application, or a command line of it, whose first word says so. */
import './no-telemetry.ts';
import { statSync } from 'node:fs';
import { app } from 'electron';
import { commands } from '../cli/index.ts';
import { commandWords, runCommandLine } from './command/index.ts';

const words = commandWords({
  argv: process.argv,
  isPackaged: app.isPackaged,
  commands: new Set(Object.keys(commands)),
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
});
// Electron is ready once this file has run to its end: the window's own start is awaited, so that what must
// happen before does; a command is not, for it waits for Electron.
if (words === undefined) await import('./main.ts');
else void runCommandLine(words);
