import type { MenuItemConstructorOptions } from 'electron';
import { panelNames, type DesktopCommand, type PageAction } from '../contract/index.ts';

export interface MenuParts {
  readonly platform: string;
  /** Paths of projects that are there, the one opened last first. */
  readonly recent: readonly { readonly name: string; readonly path: string }[];
  /** To the page of the window used last. */
  readonly send: (command: DesktopCommand) => void;
  readonly newWindow: () => void;
  readonly openGenome: () => void;
  readonly openProject: () => void;
  readonly openRecent: (path: string) => void;
  readonly showLog: () => void;
}

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

/** As many as fit a menu that is read at a glance. */
const mostRecent = 10;

/** The menu of the application, as the system of each platform expects it. */
export function menuTemplate(parts: MenuParts): Item[] {
  const isMac = parts.platform === 'darwin';
  const item = (label: string, kind: PageAction, accelerator?: string): Item => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => parts.send({ kind }),
  });
  const preferences = item('&Preferences...', 'preferences', 'CmdOrCtrl+,');
  const about = item('&About Megabase', 'about');
  const update = item('Check for &Updates...', 'newest-version');
  return [
    ...(isMac ? [macMenu(about, update, preferences)] : []),
    {
      label: '&File',
      submenu: [
        { label: '&New Window', accelerator: 'CmdOrCtrl+N', click: parts.newWindow },
        separator,
        { label: 'Open &Genome...', accelerator: 'CmdOrCtrl+O', click: parts.openGenome },
        {
          label: 'Open &Project...',
          accelerator: 'CmdOrCtrl+Shift+O',
          click: parts.openProject,
        },
        recentMenu(parts),
        separator,
        item('&Add Files...', 'add-files'),
        item('&Export...', 'export', 'CmdOrCtrl+E'),
        separator,
        ...(isMac ? [] : [preferences, separator]),
        { role: 'close', label: '&Close Window' },
        ...(isMac ? [] : [{ role: 'quit', label: '&Quit' } as const]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('&Go To...', 'go-to', 'CmdOrCtrl+L'),
        separator,
        ...panelNames.map((panel) => ({
          label: panel.charAt(0).toUpperCase() + panel.slice(1),
          click: () => parts.send({ kind: 'panel', panel }),
        })),
        separator,
        { role: 'resetZoom', label: '&Usual Text Size' },
        { role: 'zoomIn', label: '&Larger Text' },
        { role: 'zoomOut', label: '&Smaller Text' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        item('&Guide', 'guide', 'F1'),
        item('&Tutorial', 'tutorial'),
        item('&Keyboard Shortcuts', 'shortcuts'),
        separator,
        item('&Diagnostics...', 'diagnostics'),
        { label: 'Show &Log', click: parts.showLog },
        item('&Licences', 'licences'),
        ...(isMac ? [] : [separator, update, about]),
      ],
    },
  ];
}

function macMenu(about: Item, update: Item, preferences: Item): Item {
  return {
    label: 'Megabase',
    submenu: [
      about,
      update,
      separator,
      preferences,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function recentMenu({ recent, openRecent }: MenuParts): Item {
  return {
    label: 'Open &Recent',
    enabled: recent.length > 0,
    submenu: recent.slice(0, mostRecent).map(({ name, path }) => ({
      // A name is no mnemonic.
      label: name.replaceAll('&', '&&'),
      toolTip: path,
      click: () => openRecent(path),
    })),
  };
}
