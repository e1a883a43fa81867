import type { BrowserWindow, Dialog, IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { ShownProject } from '../contract/index.ts';
import { isOwnAddress } from './app-scheme.ts';
import { channels } from './bridge.ts';
import { offerTerminalCommand, terminalCommand } from './command/index.ts';

const pickOptions = z.object({
  title: z.string(),
  folder: z.boolean().optional(),
  multiple: z.boolean().optional(),
});
const saveOptions = z.object({ title: z.string(), name: z.string() });
const shownProject = z.object({ name: z.string(), path: z.string() }).optional();

/** What the pages of windows are answered with. */
export interface PageRequestContext {
  readonly ipcMain: IpcMain;
  readonly dialog: Dialog;
  /** The window of a page, if it is one of the program's. */
  readonly windowOf: (sender: unknown) => BrowserWindow | undefined;
  readonly onProject: (window: BrowserWindow, project: ShownProject | undefined) => void;
}

/** Lets a window's own page, and no frame in it, open the system's file dialogs, and say what it shows. */
export function servePageRequests({
  ipcMain,
  dialog,
  windowOf,
  onProject,
}: PageRequestContext): void {
  const asking = ({ sender, senderFrame }: IpcMainInvokeEvent | IpcMainEvent) => {
    const window = windowOf(sender);
    const frame = window?.webContents.mainFrame;
    return frame && senderFrame === frame && isOwnAddress(frame.url) ? window : undefined;
  };
  const serve = <T>(
    channel: string,
    schema: z.ZodType<T>,
    answer: (options: T, window: BrowserWindow) => unknown,
  ) => {
    ipcMain.handle(channel, (event, options) => {
      const window = asking(event);
      if (!window) throw new Error('Only the page of the window may ask.');
      return answer(schema.parse(options), window);
    });
  };
  serve(channels.pickFiles, pickOptions, async ({ title, folder, multiple }, window) => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      // Where a dialog has no title bar.
      message: title,
      properties: [
        folder ? 'openDirectory' : 'openFile',
        ...(folder ? (['createDirectory'] as const) : []),
        ...(multiple ? (['multiSelections'] as const) : []),
      ],
    });
    return filePaths;
  });
  serve(channels.terminalCommand, z.undefined(), () => terminalCommand());
  serve(channels.offerTerminalCommand, z.undefined(), (_nothing, window) =>
    offerTerminalCommand(dialog, window),
  );
  serve(channels.saveFile, saveOptions, async ({ title, name }, window) => {
    const found = await dialog.showSaveDialog(window, { title, message: title, defaultPath: name });
    return found.canceled ? undefined : found.filePath;
  });
  ipcMain.on(channels.showProject, (event, project: unknown) => {
    const window = asking(event);
    const shown = shownProject.safeParse(project ?? undefined);
    if (window && shown.success) onProject(window, shown.data);
  });
}
