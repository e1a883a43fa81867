import {
  accessSync,
  constants,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { systemCode, type TerminalCommand } from '../../contract/index.ts';

/** What decides where the command of a terminal is put, and what is put there. */
export interface TerminalHost {
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `resources/command` of the application. */
  readonly shipped: string;
}

/** A link, or the whole text of a file. */
type Content = { readonly link: string } | { readonly text: string };

export interface TerminalPlace extends TerminalCommand {
  readonly content: Content;
}

/** In every file of ours. */
const mark = 'command of the desktop application';

/** Where the command stands now, and what is to stand there. */
export function terminalPlace(host: TerminalHost): TerminalPlace {
  const path = usualPath(host);
  const content = ownContent(host);
  const folders = (host.env['PATH'] ?? host.env['Path'] ?? '').split(delimiter);
  return {
    path,
    content,
    state: stateOf(path, content),
    isOnPath: folders.some((folder) => folder !== '' && resolve(folder) === dirname(path)),
  };
}

/** In a folder that a terminal looks in and that needs no administrator. */
function usualPath({ platform, home, env }: TerminalHost): string {
  if (platform === 'win32') {
    // On the PATH of every user since Windows 10.
    const local = env['LOCALAPPDATA'] ?? join(home, 'AppData/Local');
    return join(local, 'Microsoft/WindowsApps/megabase.cmd');
  }
  const ofAll = '/usr/local/bin';
  const folder = platform === 'darwin' && isWritable(ofAll) ? ofAll : join(home, '.local/bin');
  return join(folder, 'megabase');
}

function ownContent({ platform, env, shipped }: TerminalHost): Content {
  if (platform === 'win32') {
    // Batch files know no UTF-8: a user's name stays out of them.
    const local = env['LOCALAPPDATA'];
    const script = join(shipped, 'megabase.cmd');
    const own =
      local && script.startsWith(local) ? `%LOCALAPPDATA%${script.slice(local.length)}` : script;
    return { text: `@echo off\r\nrem The ${mark}.\r\ncall "${own}" %*\r\n` };
  }
  const script = join(shipped, 'megabase');
  const image = env['APPIMAGE'];
  if (platform !== 'linux' || image === undefined) return { link: script };
  const quoted = `'${image.replaceAll("'", `'\\''`)}'`;
  const text = readFileSync(script, 'utf8');
  return { text: text.replace('\nset -e\n', `\nset -e\nMEGABASE_PROGRAM=${quoted}\n`) };
}

function stateOf(path: string, content: Content): TerminalCommand['state'] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'absent';
  if (found.isSymbolicLink()) {
    const target = resolve(dirname(path), readlinkSync(path));
    if ('link' in content && isSame(target, content.link)) return 'ours';
    // Also one to an application that is gone.
    return /[/\\]resources[/\\]command[/\\]megabase$/.test(target) ? 'outdated' : 'foreign';
  }
  if (!found.isFile()) return 'foreign';
  const text = readFileSync(path, 'utf8');
  if ('text' in content && text === content.text) return 'ours';
  return text.includes(mark) ? 'outdated' : 'foreign';
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
