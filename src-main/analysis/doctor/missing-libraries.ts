import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readElfDynamic } from '../../formats/elf/index.ts';

/** Libraries that a provider's own one needs, and whether the loader would find them. */
export interface NeededLibraries {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

const usual = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/lib/x86_64-linux-gnu'];

/**
 * What a library of Linux needs, by its own word. `known`: names that the loader's cache has.
 * Undefined where the file cannot be read as a library.
 */
export function neededLibraries(
  path: string,
  known: ReadonlySet<string> = loaderCache(),
): NeededLibraries | undefined {
  const dynamic = readElfDynamic(path);
  if (dynamic === undefined) return undefined;
  const own = dynamic.runPath.map((folder) =>
    folder.replace(/^\$(ORIGIN|\{ORIGIN\})/, dirname(path)),
  );
  const given = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter(Boolean);
  const isThere = (name: string) =>
    known.has(name) ||
    [...own, ...given, ...usual].some((folder) => existsSync(join(folder, name)));
  return {
    found: dynamic.needed.filter(isThere),
    missing: dynamic.needed.filter((name) => !isThere(name)),
  };
}

/** Names of the libraries that `ldconfig` has listed. */
function loaderCache(): Set<string> {
  for (const command of ['/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    try {
      const text = execFileSync(command, ['-p'], { encoding: 'utf8', stdio: 'pipe' });
      return new Set([...text.matchAll(/^\s+(\S+) \(/gm)].map(([, name = '']) => name));
    } catch {
      // Not there: another place, or none.
    }
  }
  return new Set();
}
