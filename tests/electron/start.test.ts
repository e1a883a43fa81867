import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { commands } from '../../src-main/cli/commands/index.ts';
import { startCommand } from '../../src-main/cli/commands/start.ts';
import { runCommand } from '../../src-main/cli/run-command.ts';
import { root } from '../support/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildOnce } from './build-once.ts';

beforeAll(buildOnce);
afterEach(() => vi.unstubAllEnvs());

const onPosix = process.platform !== 'win32';

/** `npm start` in this process; `electron` is a script that stands for the binary. */
function start(electron: string | undefined, files: string[] = []) {
  const folder = temporaryFolder();
  for (const name of ['dist', 'bin']) mkdirSync(join(folder, name));
  const script = (path: string, text: string) => {
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  };
  if (electron !== undefined) script(join(folder, 'dist/electron'), electron);
  for (const opener of ['xdg-open', 'open']) {
    script(join(folder, 'bin', opener), `echo "$1" > '${folder}/opened'`);
  }
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('DISPLAY', ':99');
  vi.stubEnv('MEGABASE_HOME', join(folder, 'home'));
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', join(folder, 'dist'));
  // Nobody listens there: as good as no network.
  vi.stubEnv('ELECTRON_MIRROR', 'http://127.0.0.1:9/');
  vi.stubEnv('electron_config_cache', join(folder, 'downloads'));
  const controller = new AbortController();
  const [printed, notes]: [string[], string[]] = [[], []];
  const console = {
    print: (line: string) => void printed.push(line),
    yieldStdout: () => undefined,
    note: (line: string) => void notes.push(line),
    progress: () => undefined,
    share: () => undefined,
    endProgress: () => undefined,
    fail: () => undefined,
  };
  const context = { console, signal: controller.signal };
  const command = startCommand(context, { commands, run: runCommand });
  const ended = command.parseAsync(files, { from: 'user' });
  return { folder, printed, notes, ended, stop: () => controller.abort() };
}

/** The line that says why, once the workbench stands in the browser. */
async function servedBecause({ folder, printed, notes, ended, stop }: ReturnType<typeof start>) {
  await expect.poll(() => printed).toHaveLength(1);
  expect(printed[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/);
  const opened = () => readFileSync(join(folder, 'opened'), 'utf8').trim();
  await expect.poll(() => attempt(opened)).toBe(printed[0]);
  stop();
  await ended;
  return notes.filter((note) => note.includes('instead'));
}

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

it.runIf(onPosix)('without a network one line says so, and the browser opens', async () => {
  const started = start(undefined);
  const because = await servedBecause(started);
  expect(because).toHaveLength(1);
  expect(because[0]).toMatch(
    /^Electron could not be fetched \(.+\); opening the workbench in the browser instead\.$/,
  );
  expect(started.notes[0]).toMatch(/^Fetching Electron 45\.\d+\.\d+, once\.\.\.$/);
});

it.runIf(onPosix)('where Electron is, it gets the program and the files', async () => {
  const { folder, ended, printed } = start('echo "$@" > "$MEGABASE_HOME.asked"', ['/data/a.fa']);
  await ended;
  const asked = readFileSync(join(folder, 'home.asked'), 'utf8').trim();
  expect(asked).toBe(`${root}/ /data/a.fa`);
  expect(printed).toEqual([]);
});

it.runIf(onPosix)('an Electron that cannot start says why, and the browser opens', async () => {
  const because = await servedBecause(start('echo "no usable sandbox" >&2; exit 133'));
  expect(because).toEqual([
    'Electron could not start (no usable sandbox); opening the workbench in the browser instead.',
  ]);
});

it.runIf(onPosix)('who works offline has nothing fetched', async () => {
  const started = start(undefined);
  started.stop();
  await started.ended;
  const home = join(started.folder, 'home');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'settings.json'), '{"offline":true}');
  const { electronBinary } = await import('../../src-main/cli/desktop/electron-binary.ts');
  const notes: string[] = [];
  const found = await electronBinary(
    { note: (line) => void notes.push(line) },
    new AbortController().signal,
  );
  expect(found).toEqual({
    obstacle: 'Megabase works offline, as you chose, and Electron is not here yet',
  });
  expect(notes).toEqual([]);
});

it.runIf(process.platform === 'linux')('without a screen nothing is fetched', async () => {
  const started = start(undefined);
  started.stop();
  await started.ended;
  vi.stubEnv('DISPLAY', undefined);
  vi.stubEnv('WAYLAND_DISPLAY', undefined);
  const { electronBinary } = await import('../../src-main/cli/desktop/electron-binary.ts');
  const notes: string[] = [];
  const found = await electronBinary(
    { note: (line) => void notes.push(line) },
    new AbortController().signal,
  );
  expect(found).toEqual({ obstacle: 'No display is available for the desktop application' });
  expect(notes).toEqual([]);
});
