import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuiltProgram } from '../electron/program.ts';
import { root } from '../support/paths.ts';

/** electron-builder's own reader of archives. */
const asar = createRequire(join(root, 'node_modules/app-builder-lib/package.json'))(
  '@electron/asar',
) as {
  listPackage(archive: string, options: object): string[];
  statFile(archive: string, path: string): { files?: object; unpacked?: boolean };
  extractFile(archive: string, path: string): Buffer;
};

/** A file of an archive that is not unpacked. */
export function readPacked(archive: string, path: string): Buffer {
  return asar.extractFile(archive, path);
}

/**
 * Lays out a packed application as Electron shows it to itself, so that plain Node runs it: the archive as
 * a folder `app.asar`, in which what is unpacked leads beside it. It is started where this checkout cannot
 * be seen, if the system lets this user take it away.
 */
export function unpack(resources: string, folder: string): BuiltProgram {
  const into = join(folder, 'resources');
  cpSync(resources, into, { recursive: true, filter: (path) => !path.endsWith('app.asar') });
  const archive = join(resources, 'app.asar');
  for (const listed of asar.listPackage(archive, {})) {
    const path = listed.slice(1);
    const { files, unpacked } = asar.statFile(archive, path);
    if (files) continue;
    const to = join(into, 'app.asar', path);
    mkdirSync(dirname(to), { recursive: true });
    if (unpacked) symlinkSync(join(into, 'app.asar.unpacked', path), to);
    else writeFileSync(to, asar.extractFile(archive, path));
  }
  const standIn = join(folder, 'stand-in');
  cpSync(join(root, 'tests/electron/stand-in'), standIn, { recursive: true });
  return { folder: join(into, 'app.asar'), standIn, node: nodeWithoutCheckout(folder) };
}

/** A namespace of its own, in which an empty folder lies over the checkout. */
const hide = ['unshare', '--map-root-user', '--mount', 'sh', '-c'] as const;
const empty = `mount -t tmpfs none '${root}' && exec "$@"`;

export const canHideCheckout =
  spawnSync(hide[0], [...hide.slice(1), empty, 'sh', 'true']).status === 0;

/** Node lies in the checkout, too. */
function nodeWithoutCheckout(folder: string): BuiltProgram['node'] {
  if (!canHideCheckout) return [process.execPath];
  const node = join(folder, 'node');
  copyFileSync(process.execPath, node);
  return [...hide, empty, 'sh', node];
}
