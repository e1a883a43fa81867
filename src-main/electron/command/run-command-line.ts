import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { catchStrays, makeContext, runCommand } from '../../cli/index.ts';
import { startParsersBy } from '../../formats/parser/index.ts';
import { startUtilityProcess } from '../compute-process.ts';
import { startUtilityParser } from '../parser-process.ts';

/** Runs a command line in this process, without a window, and ends the process with its exit code. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  const context = makeContext(startUtilityProcess);
  catchStrays(words, context, (code) => app.exit(code));
  // The profile of the window, which may be open, is its own.
  const profile = mkdtempSync(join(tmpdir(), 'megabase-command-'));
  // Also where a mistake or a signal ends the process.
  process.on('exit', () => rmSync(profile, { recursive: true, force: true }));
  app.setPath('userData', profile);
  app.disableHardwareAcceleration();
  app.dock?.hide();
  // Electron answers Ctrl-C by quitting; here the command ends in its own way.
  app.on('before-quit', (event) => {
    event.preventDefault();
    process.emit('SIGINT');
  });
  startParsersBy(startUtilityParser);
  await app.whenReady();
  const code = await runCommand(words, context);
  await Promise.all([process.stdout, process.stderr].map(written));
  app.exit(code);
}

/** What is on its way into a pipe is lost with the process. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
