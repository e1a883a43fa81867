import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatBytes, defined } from '../../contract/index.ts';
import { findLocations, programFolder, readChosen } from '../../home/index.ts';
import type { Console } from '../console/index.ts';

/** Where Electron's binary is, or why there is none: the beginning of a sentence. */
export type ElectronBinary = { readonly path: string } | { readonly obstacle: string };

/** A download that brings nothing for so long is given up, ms. */
const longestSilence = 30_000;

const folder = join(programFolder, 'node_modules/electron');
const offline = { obstacle: 'Megabase works offline, as you chose, and Electron is not here yet' };
const noScreen = { obstacle: 'No display is available for the desktop application' };

/** Finds Electron's binary; fetches it, once, where it is not there and the person works online. */
export async function electronBinary(
  console: Pick<Console, 'note'>,
  signal: AbortSignal,
): Promise<ElectronBinary> {
  if (!hasScreen()) return noScreen;
  const installed = installedElectron();
  if ('path' in installed || !existsSync(folder)) return installed;
  if (readChosen(findLocations().settings).offline) return offline;
  try {
    await fetchElectron(console, signal);
  } catch (error) {
    return { obstacle: `Electron could not be fetched (${reasonOf(error)})` };
  }
  const fetched = installedPath();
  return fetched ? { path: fetched } : { obstacle: 'Electron could not be unpacked' };
}

/** Electron's binary as far as it is here already. */
export function installedElectron(): ElectronBinary {
  if (!existsSync(folder)) return { obstacle: 'Electron is not installed' };
  const path = installedPath();
  if (path === undefined) return { obstacle: "Electron's binary was not fetched yet" };
  return hasScreen() ? { path } : noScreen;
}

function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** As Electron's own package finds it. */
function installedPath(): string | undefined {
  const named = join(folder, 'path.txt');
  const name = existsSync(named) ? readFileSync(named, 'utf8') : 'electron';
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const path = join(elsewhere ?? join(folder, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

/** By Electron's own downloader into its own cache, then unpacked by its own script. */
async function fetchElectron(console: Pick<Console, 'note'>, signal: AbortSignal): Promise<void> {
  const require = createRequire(join(folder, 'package.json'));
  const { version } = require('./package.json') as { version: string };
  const { downloadArtifact } = (await import(
    pathToFileURL(require.resolve('@electron/get')).href
  )) as { downloadArtifact: (options: object) => Promise<string> };
  console.note(`Fetching Electron ${version}, once...`);
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Error(`silent for ${longestSilence / 1000} s`));
  let timer = setTimeout(giveUp, longestSilence);
  const progress = tellProgress(console);
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: require('./checksums.json') as object,
      cacheRoot: process.env['electron_config_cache'],
      downloadOptions: {
        quiet: true,
        signal: AbortSignal.any([signal, silence.signal]),
        getProgressCallback(state: { transferred: number; total: number | null }) {
          clearTimeout(timer);
          timer = setTimeout(giveUp, longestSilence);
          progress(state);
          return Promise.resolve();
        },
      },
    });
  } finally {
    clearTimeout(timer);
  }
  const unpack = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore' });
  await once(unpack, 'close');
}

/** A line at each tenth. */
function tellProgress(console: Pick<Console, 'note'>) {
  let told = 0;
  return ({ transferred, total }: { transferred: number; total: number | null }) => {
    const tenth = total === null ? 0 : Math.floor((10 * transferred) / total);
    if (tenth <= told) return;
    told = tenth;
    console.note(`Fetching Electron: ${tenth * 10} % of ${formatBytes(defined(total))}`);
  };
}

/** The innermost reason: `fetch` itself only says that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? reasonOf(error.cause)
    : defined(error.message.split('\n')[0]);
}
