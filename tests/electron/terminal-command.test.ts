import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { putInTerminal } from '../../src-main/electron/command/put-in-terminal.ts';
import {
  terminalPlace,
  type TerminalHost,
} from '../../src-main/electron/command/terminal-place.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** An application as it is installed, whose program prints its arguments, a line each. */
function install(name: string): string {
  const application = join(folder, name);
  const shipped = join(application, 'resources/resources/command');
  cpSync(join(root, 'resources/command'), shipped, { recursive: true });
  writeFileSync(join(application, 'megabase'), program, { mode: 0o755 });
  return shipped;
}
const program = '#!/bin/sh\nprintf "%s\\n" "$@"\n';

function host(more: Partial<TerminalHost> = {}): TerminalHost {
  const home = join(folder, 'home');
  return { platform: 'linux', home, env: {}, shipped: join(folder, 'none'), ...more };
}

const start = (path: string, ...words: string[]) =>
  execFileSync(path, words, { encoding: 'utf8', cwd: folder }).trimEnd().split('\n');

describe.skipIf(process.platform === 'win32')('the command in a terminal', () => {
  const region = ['predict', '--region', 'chr1:1-2,000', 'two words'];

  it('is a link that starts the application with the words as they are, behind a border', () => {
    const here = host({ shipped: install('My application') });
    const { path } = terminalPlace(here);
    expect(path).toBe(join(folder, 'home/.local/bin/megabase'));
    expect(terminalPlace(here).state).toBe('absent');
    putInTerminal(here);
    expect(terminalPlace(here).state).toBe('ours');
    const found = start(path, ...region);
    expect(found.slice(found.indexOf('--'))).toEqual(['--', ...region]);
    expect(found).toContain('--ozone-platform=headless');
    expect(start(path)).toEqual(['--']);
    writeFileSync(join(folder, 'genome.fa'), '');
    expect(start(path, 'genome.fa')).toEqual(['--', 'genome.fa']);
    expect(start(path, './genome.fa', 'reads.bam')).toEqual(['--', './genome.fa', 'reads.bam']);
    expect(start(path, 'start')).toEqual(['--', 'start']);
  });

  it('is no window where a folder or a file here is named as a command', () => {
    const here = host({ shipped: install('application') });
    putInTerminal(here);
    const { path } = terminalPlace(here);
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'tutorial'), '');
    for (const words of [['models', 'list'], ['tutorial'], ['./models'], ['gone.fa']]) {
      const found = start(path, ...words);
      expect(found).toContain('--ozone-platform=headless');
      expect(found.slice(found.indexOf('--'))).toEqual(['--', ...words]);
    }
  });

  it('is replaced where it starts another copy of the application, or one that is gone', () => {
    const other = host({ shipped: install('old') });
    putInTerminal(other);
    const here = host({ shipped: install('new') });
    expect(terminalPlace(here).state).toBe('outdated');
    rmSync(join(folder, 'old'), { recursive: true });
    expect(terminalPlace(here).state).toBe('outdated');
    putInTerminal(here);
    expect(readlinkSync(terminalPlace(here).path)).toBe(join(here.shipped, 'megabase'));
    expect(start(terminalPlace(here).path)).toEqual(['--']);
  });

  it.each<[string, (path: string) => void]>([
    ['a program of that name', (path) => writeFileSync(path, '#!/bin/sh\n')],
    ['a link to something else', (path) => symlinkSync('/usr/bin/true', path)],
    ['a link to nothing', (path) => symlinkSync('/nowhere/megabase', path)],
    ['a folder', (path) => mkdirSync(path)],
    ['a link in a circle', (path) => symlinkSync(path, path)],
  ])('%s is left alone', (_, make) => {
    const here = host({ shipped: install('application') });
    const { path } = terminalPlace(here);
    mkdirSync(dirname(path), { recursive: true });
    make(path);
    expect(terminalPlace(here).state).toBe('foreign');
    expect(() => putInTerminal(here)).toThrow(/is not Megabase's, and stays/);
    expect(terminalPlace(here).state).toBe('foreign');
  });

  it('of an AppImage names the image, for its inside lies elsewhere each time', () => {
    const shipped = install('mounted');
    const image = join(folder, "it's $& $'.AppImage");
    const here = host({ shipped, env: { APPIMAGE: image, APPDIR: join(folder, 'mounted') } });
    putInTerminal(here);
    const { path, state } = terminalPlace(here);
    expect(state).toBe('ours');
    renameSync(join(folder, 'mounted/megabase'), image);
    rmSync(join(folder, 'mounted/resources'), { recursive: true });
    expect(start(path, ...region).slice(-5)).toEqual(['--', ...region]);
  });
});

it("is a link where the variables are those of another program's AppImage", () => {
  const shipped = install('installed');
  for (const env of [
    { APPIMAGE: '/opt/terminal.AppImage' },
    { APPIMAGE: '/opt/terminal.AppImage', APPDIR: '/tmp/.mount_terminal' },
    { APPIMAGE: '/opt/terminal.AppImage', APPDIR: join(folder, 'inst') },
  ]) {
    expect(terminalPlace(host({ shipped, env })).content).toEqual({
      link: join(shipped, 'megabase'),
    });
  }
});

it('on Windows is a batch file beside those of the system, without the name of a user', () => {
  const local = join(folder, 'Jürgen/AppData/Local');
  const shipped = join(local, 'Programs/megabase/resources/resources/command');
  const here = host({ platform: 'win32', env: { LOCALAPPDATA: local }, shipped });
  putInTerminal(here);
  const { path, state } = terminalPlace(here);
  expect([path, state]).toEqual([join(local, 'Microsoft/WindowsApps/megabase.cmd'), 'ours']);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^"%LOCALAPPDATA%.Programs.+command.megabase\.cmd" %\*\r$/m);
  expect(text).not.toMatch(/[^ -~\r\n]/);
});

it('on Windows names a folder of the user by a variable, and no folder that a batch file cannot name', () => {
  const home = join(folder, 'Jürgen');
  const env = { LOCALAPPDATA: join(home, 'AppData/Local'), USERPROFILE: home };
  const at = (shipped: string) => host({ platform: 'win32', env, shipped });
  expect(terminalPlace(at(join(home, '100% mine'))).content).toMatchObject({
    text: expect.stringMatching(/^"%USERPROFILE%.100%% mine.megabase\.cmd" %\*\r$/m) as string,
  });
  expect(terminalPlace(at('/Programs')).content).toMatchObject({
    text: expect.stringMatching(/^".Programs.megabase\.cmd" %\*\r$/m) as string,
  });
  for (const elsewhere of [`${home}s`, '/Prógrams']) {
    expect(() => putInTerminal(at(elsewhere))).toThrow(/letters that a batch file cannot name/);
  }
});

it('says whether a terminal finds it', () => {
  const { path } = terminalPlace(host());
  expect(terminalPlace(host()).isOnPath).toBe(false);
  expect(terminalPlace(host({ env: { PATH: `/usr/bin:${dirname(path)}/` } })).isOnPath).toBe(true);
});
