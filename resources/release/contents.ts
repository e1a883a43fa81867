/** What a packed application holds beside Electron's own files. */
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { root } from './pack.ts';
import type { Platform } from './platforms.ts';
import { visualCLibraries } from './visual-c.ts';

/** electron-builder's own reader of archives. */
const asar = createRequire(join(root, 'node_modules/app-builder-lib/package.json'))(
  '@electron/asar',
) as {
  listPackage(archive: string, options: object): string[];
  statFile(archive: string, path: string): { size?: number; unpacked?: boolean };
  extractAll(archive: string, folder: string): void;
};

/**
 * What all of it may take, in millions of bytes: some two more than it took when this was written. ONNX
 * Runtime's libraries are 46 of them on Linux x64, 25 on arm64, 45 on macOS, 67 on Windows.
 */
export const largestMegabytes: Readonly<Record<Platform, number>> = {
  'linux-x64': 71,
  'linux-arm64': 50,
  'win32-x64': 92,
  'darwin-arm64': 69,
};

/** Where the platform's native module lies below the resources. */
export function kernelPath(platform: string): string {
  return `native-models/kernel/prebuilds/${platform}/kernel.node`;
}

export interface PackedFile {
  /** Below the resources, with `/`; files of the archive are below `app.asar/`. */
  readonly path: string;
  readonly bytes: number;
}

/** Electron's own among the resources, icons that electron-builder made, and `visual-c.ts`. */
const notOurs =
  /^(README|default_app\.asar|[a-z]{2}(_[A-Z]{2})?\.lproj\/.*|electron\.icns|icon\.icns|LICENSE.*\.(txt|html)|app-update\.yml|elevate\.exe|.*\.pak)$/;

/** The files of a packed application's resources, those in its archive one by one. */
export function listContents(resources: string): PackedFile[] {
  const files = readdirSync(resources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path.slice(resources.length + 1).replaceAll(sep, '/'),
      bytes: statSync(path).size,
    }))
    .filter(({ path }) => !notOurs.test(path) && path !== 'app.asar' && !isVisualC(path));
  return [...files, ...archived(join(resources, 'app.asar'))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

function isVisualC(path: string): boolean {
  return visualCLibraries.some((name) => path.endsWith(`/win32/x64/${name}`));
}

function archived(archive: string): PackedFile[] {
  return asar
    .listPackage(archive, {})
    .map((path) => path.replaceAll(sep, '/').slice(1))
    .flatMap((path) => {
      const { size, unpacked } = asar.statFile(archive, path.replaceAll('/', sep));
      // What is unpacked lies beside the archive, and is listed there. Folders have no size.
      return size === undefined || unpacked ? [] : [{ path: `app.asar/${path}`, bytes: size }];
    });
}

/** Parts of the bundles, whose names change with what is in them; of the programs themselves none. */
const part = /^(app\.asar\/out\/(?:main|command|renderer\/assets)\/)[^/]+(\.\w+)$/;
const programs = /\/(main|megabase|compute-process|parser-process)\.js$/;

/** Paths, one a line, sorted, as they are pinned. */
export function listText(files: readonly PackedFile[]): string {
  const names = files.map(({ path }) => (programs.test(path) ? path : path.replace(part, '$1*$2')));
  return `${[...new Set(names)].sort().join('\n')}\n`;
}

/** In bytes. */
export function totalSize(files: readonly PackedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
