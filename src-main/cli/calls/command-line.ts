import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defined, MegabaseError } from '../../contract/index.ts';
import { mapPaths } from '../../formats/bytes/index.ts';
import type { PathBounds } from '../../transport/index.ts';
import { expectIndexesInside, expectModelInside } from './expect-links.ts';
import type { CallOption } from './call-option.ts';

/** Where a call may read and write. */
export interface CallFolders {
  /** Relative paths begin here. */
  readonly first: string;
  readonly bounds: PathBounds;
}

/**
 * The words of a command line that a call's parameters stand for, every path absolute. Errors: `path-outside`;
 * `usage` for standard input and output, which are not the caller's.
 */
export function commandLine(
  options: readonly CallOption[],
  given: Readonly<Record<string, unknown>>,
  folders: CallFolders,
): string[] {
  const words: string[] = [];
  const places: string[] = [];
  for (const option of options) {
    // A place that the command takes by itself lies where relative paths begin, too.
    const usual = option.paths === 'never' ? undefined : option.usual;
    const value = given[option.name] ?? usual;
    if (value === undefined || value === false) continue;
    if (value === true) {
      words.push(defined(option.flag));
      continue;
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      const text = checked(option, String(one), folders);
      if (option.flag === undefined) places.push(text);
      // In one word, so that a value that begins with a dash is none of the options.
      else words.push(`${option.flag}=${text}`);
    }
  }
  return places.length > 0 ? [...words, '--', ...places] : words;
}

function checked({ name, paths }: CallOption, text: string, folders: CallFolders): string {
  if (paths === 'never') return text;
  if (text === '-') throw isStream(name);
  // What is written is not there yet: its name tells a folder from an ID.
  if (paths === 'always' || (name === 'out' && /[/\\]/.test(text)))
    return placeInside(text, folders);
  // A head on a model: both may be folders.
  const isHead = text.includes('+') && !existsSync(resolve(folders.first, text));
  return isHead
    ? text
        .split('+')
        .map((part) => perhapsInside(part, folders))
        .join('+')
    : perhapsInside(text, folders);
}

/** Where a command writes, whatever named it. Errors: as `commandLine`. */
export function expectOutput(path: string, { bounds }: CallFolders): void {
  if (path === '-') throw isStream('the output');
  const found = statSync(bounds.expect(path), { throwIfNoEntry: false });
  if (!found || found.isFile() || found.isDirectory()) return;
  throw new MegabaseError('usage', `${path} is a pipe or a device; name a new file.`);
}

function isStream(name: string): MegabaseError {
  return new MegabaseError(
    'usage',
    `${name}: - is standard input or output, which a call does not have; name a file.`,
  );
}

/** A file or folder that a call names, absolute, and an index that it names with it. Error: `path-outside`. */
export function placeInside(text: string, folders: CallFolders): string {
  return mapPaths(text, (path) => pathInside(path, folders));
}

function pathInside(text: string, { first, bounds }: CallFolders): string {
  const path = bounds.expect(resolve(first, text));
  expectIndexesInside(path, bounds);
  // A slash at the end asks for a folder.
  return /[/\\]$/.test(text) ? `${path}/` : path;
}

/** What is no path, as far as anybody can tell, stays as it is. */
function perhapsInside(text: string, folders: CallFolders): string {
  const here = resolve(text);
  if (existsSync(resolve(folders.first, text))) {
    const path = placeInside(text, folders);
    expectModelInside(path, folders.bounds);
    return path;
  }
  if (/[/\\]/.test(text) || existsSync(here)) folders.bounds.expect(here);
  return text;
}
