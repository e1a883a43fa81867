import type { BrowserWindow, Dialog, IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { isOwnAddress } from './app-scheme.ts';
import { channels } from './bridge.ts';
import { offerTerminalCommand, terminalCommand } from './command/index.ts';

const pickOptions = z.object({
  title: z.string(),
  folder: z.boolean().optional(),
  multiple: z.boolean().optional(),
});
const saveOptions = z.object({ title: z.string(), name: z.string() });

/** Lets the window's own page, and no frame in it, open the system's file dialogs. */
export function serveDialogs(ipcMain: IpcMain, dialog: Dialog, window: BrowserWindow): void {
  const serve = <T>(channel: string, schema: z.ZodType<T>, answer: (options: T) => unknown) => {
    ipcMain.handle(channel, (event, options) => {
      if (!isFromPage(event, window)) throw new Error('Only the page of the window may ask.');
      return answer(schema.parse(options));
    });
    window.once('closed', () => ipcMain.removeHandler(channel));
  };
  serve(channels.pickFiles, pickOptions, async ({ title, folder, multiple }) => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      // Where a dialog has no title bar.
      message: title,
      properties: [
        folder ? 'openDirectory' : 'openFile',
        ...(multiple ? (['multiSelections'] as const) : []),
      ],
    });
    return filePaths;
  });
  serve(channels.terminalCommand, z.undefined(), () => terminalCommand());
  serve(channels.offerTerminalCommand, z.undefined(), () => offerTerminalCommand(dialog, window));
  serve(channels.saveFile, saveOptions, async ({ title, name }) => {
    const found = await dialog.showSaveDialog(window, { title, message: title, defaultPath: name });
    return found.canceled ? undefined : found.filePath;
  });
}

function isFromPage({ sender, senderFrame }: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  const page = window.webContents;
  return sender === page && senderFrame === page.mainFrame && isOwnAddress(page.mainFrame.url);
}
