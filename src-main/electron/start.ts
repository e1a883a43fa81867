/** What Electron runs: the desktop application, or a command line of it, whose first word says so. */
import './no-telemetry.ts';
import { existsSync } from 'node:fs';
import { app } from 'electron';
import { commands } from '../cli/index.ts';
import { commandWords, runCommandLine } from './command/index.ts';

const words = commandWords({
  argv: process.argv,
  isPackaged: app.isPackaged,
  commands: new Set(Object.keys(commands)),
  exists: existsSync,
});
// Awaited, so that what must happen before Electron is ready does.
if (words === undefined) await import('./main.ts');
else await runCommandLine(words);
