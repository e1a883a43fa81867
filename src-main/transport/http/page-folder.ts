import { defined } from '../../contract/index.ts';
import { realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { HttpError } from './http-error.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** A file of the built page, by the names on the way to it; `index.html` for none. */
export async function findPageFile(
  folder: string,
  segments: readonly string[],
): Promise<{ path: string; type: string }> {
  const names = segments.length === 0 ? ['index.html'] : segments;
  const type = types[extname(defined(names.at(-1))).toLowerCase()];
  const missing = new HttpError(404, `There is no ${names.join('/')} in the page.`);
  // Names as the build makes them; with no others, none can mean a drive, a device or a stream.
  if (type === undefined || !names.every((name) => /^[\w-][\w.-]*$/.test(name))) throw missing;
  const [top, path] = (await Promise.all(
    [folder, join(folder, ...names)].map((one) => realpath(one)),
  ).catch(() => {
    throw missing;
  })) as [string, string];
  // Also where a link inside the folder leads out of it.
  if (!path.startsWith(top + sep)) throw missing;
  return { path, type };
}
