import { dialog, Menu, type BrowserWindow, type FileFilter } from 'electron';
import type { Commands } from './commands.ts';

const genomes: FileFilter = {
  name: 'Genome (FASTA, 2bit)',
  extensions: ['fa', 'fasta', 'fna', 'fas', 'gz', 'bgz', '2bit'],
};
const projects: FileFilter = { name: 'Megabase project', extensions: ['megabase.json', 'json'] };

/** The system's usual menus, and the three things that open or write files. */
export function applicationMenu(commands: Commands, window: BrowserWindow): Menu {
  const open = async (title: string, filter: FileFilter) => {
    const { filePaths } = await dialog.showOpenDialog(window, {
      title,
      message: title,
      properties: ['openFile'],
      filters: [filter, { name: 'All files', extensions: ['*'] }],
    });
    commands.open(filePaths);
  };
  return Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        {
          label: 'Open &Genome...',
          accelerator: 'CmdOrCtrl+O',
          click: () => void open('Open a genome', genomes),
        },
        {
          label: 'Open &Project...',
          accelerator: 'CmdOrCtrl+Shift+O',
          click: () => void open('Open a project', projects),
        },
        { type: 'separator' },
        {
          label: '&Export...',
          accelerator: 'CmdOrCtrl+E',
          click: () => commands.send({ kind: 'export' }),
        },
        { type: 'separator' },
        { role: process.platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ]);
}
