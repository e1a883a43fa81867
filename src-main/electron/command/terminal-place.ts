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

/** A link, or the whole text of a file; or why there can be none, in a sentence. */
type Content =
  { readonly link: string } | { readonly text: string } | { readonly obstacle: string };

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

function ownContent(host: TerminalHost): Content {
  if (host.platform === 'win32') return batchFile(host);
  const script = join(host.shipped, 'megabase');
  const image = ownImage(host);
  if (image === undefined) return { link: script };
  const quoted = `'${image.replaceAll("'", `'\\''`)}'`;
  const text = readFileSync(script, 'utf8');
  const named = `\nset -e\nMEGABASE_PROGRAM=${quoted}\n`;
  // A function, for `$&` in a text would mean something.
  return { text: text.replace('\nset -e\n', () => named) };
}

/** The AppImage that this application runs from. Whatever an AppImage starts inherits its variables. */
function ownImage({ platform, env, shipped }: TerminalHost): string | undefined {
  const { APPIMAGE: image, APPDIR: mount } = env;
  if (platform !== 'linux' || !image || !mount) return undefined;
  return resolve(shipped).startsWith(`${resolve(mount)}/`) ? image : undefined;
}

/** Batch files know no UTF-8: the name of a user stays out of them. */
function batchFile({ env, shipped }: TerminalHost): Content {
  const script = join(shipped, 'megabase.cmd');
  const variable = ['LOCALAPPDATA', 'USERPROFILE'].find((name) => isBelow(script, env[name]));
  const rest = script.slice(variable === undefined ? 0 : (env[variable]?.length ?? 0));
  if (/[^ -~]/.test(rest)) {
    const advice = 'install Megabase in a folder of plain letters';
    return { obstacle: `${script} has letters that a batch file cannot name; ${advice}.` };
  }
  const own = `${variable === undefined ? '' : `%${variable}%`}${rest.replaceAll('%', '%%')}`;
  // Without `call`, which would read the words a second time: nothing is to be done after it, and its exit
  // code is that of this file.
  return { text: `@echo off\r\nrem The ${mark}.\r\n"${own}" %*\r\n` };
}

function isBelow(path: string, folder: string | undefined): boolean {
  if (!folder || !path.startsWith(folder)) return false;
  return /^[/\\]/.test(path.slice(folder.length));
}

/** What cannot be looked at is another's. */
function stateOf(path: string, content: Content): TerminalCommand['state'] {
  try {
    return stateNow(path, content);
  } catch {
    return 'foreign';
  }
}

function stateNow(path: string, content: Content): TerminalCommand['state'] {
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
