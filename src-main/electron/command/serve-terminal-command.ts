import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, type BrowserWindow, type Dialog } from 'electron';
import type { TerminalCommand } from '../../contract/index.ts';
import { programFiles } from '../../home/index.ts';
import { putInTerminal } from './put-in-terminal.ts';
import { terminalPlace, type TerminalHost } from './terminal-place.ts';

/** Where the command stands; undefined where the application is not installed, but runs from its sources. */
export function terminalCommand(): TerminalCommand | undefined {
  if (!app.isPackaged) return undefined;
  const { path, state, isOnPath } = terminalPlace(thisHost());
  return { path, state, isOnPath };
}

/** Asks the person, then puts it there; what stands in the way is told in a dialog. */
export async function offerTerminalCommand(
  dialog: Dialog,
  window: BrowserWindow,
): Promise<TerminalCommand | undefined> {
  const found = terminalCommand();
  if (found === undefined || found.state === 'ours' || found.state === 'foreign') return found;
  const isNew = found.state !== 'outdated';
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Use Megabase in the terminal?',
    detail: isNew
      ? `The command megabase is put at ${found.path}. Nothing else changes.`
      : `The command megabase at ${found.path} starts another copy of Megabase, and is replaced.`,
    buttons: [isNew ? 'Put it there' : 'Replace it', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response !== 0) return found;
  try {
    putInTerminal(thisHost());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    await dialog.showMessageBox(window, {
      ...{ type: 'error' as const, message: 'The command could not be put there', detail },
    });
  }
  return terminalCommand();
}

function thisHost(): TerminalHost {
  const shipped = join(programFiles.resources, 'command');
  return { platform: process.platform, home: homedir(), env: process.env, shipped };
}
