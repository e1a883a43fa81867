import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../support/paths.ts';

/** What Node loads with a file of the program: packages by name, our own files by the folder that they lie in. */
function loadedWith(file: string): { folders: string[]; packages: string[] } {
  const script = `
import { registerHooks } from 'node:module';
const urls = [];
registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
await import(${JSON.stringify(pathToFileURL(join(root, file)).href)});
console.log(JSON.stringify(urls));`;
  const args = ['--input-type=module', '--eval', script];
  const urls = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as string[];
  const distinct = (pattern: RegExp) =>
    [...new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []))].sort();
  return {
    folders: distinct(/\/src-main\/(.+)\/[^/]+$/),
    packages: distinct(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
  };
}

it('a command line starts with little, in a terminal and in the installed application', () => {
  // Electron starts by the door, and the terminal by some files behind it.
  const { folders, packages } = loadedWith('src-main/cli/index.ts');
  const rooms = folders.filter((folder) => !folder.startsWith('contract/'));
  const expected = ['analysis/events', 'cli', 'cli/commands', 'cli/console', 'contract', 'home'];
  expect(rooms).toEqual(expected);
  expect(packages).toContain('commander');
  expect(packages).not.toContain('zod');
});
