import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { defined } from '../../contract/index.ts';
import { engineVersion } from '../../engine/index.ts';
import { programFiles } from '../../home/index.ts';

/** Of the program and of what it stands on, by name. */
export function installedVersions(): Readonly<Record<string, string>> {
  // Electron's processes alone have its own.
  const { electron, chrome, node } = process.versions as NodeJS.Dict<string>;
  return {
    megabase: packageVersion(programFiles.package),
    engine: engineVersion,
    ...(electron === undefined ? {} : { electron }),
    ...(chrome === undefined ? {} : { chromium: chrome }),
    node: defined(node),
    'onnxruntime-node': installedVersion('onnxruntime-node'),
    'better-sqlite3': installedVersion('better-sqlite3'),
  };
}

function installedVersion(name: string): string {
  const require = createRequire(import.meta.url);
  const folders = require.resolve.paths(name) ?? [];
  const path = folders.map((folder) => `${folder}/${name}/package.json`).find(existsSync);
  return path === undefined ? 'not installed' : packageVersion(path);
}

function packageVersion(path: string): string {
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
