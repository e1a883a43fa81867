import { expect, it } from 'vitest';
import { readImports } from '../support/read-imports.ts';

const imports = ['contract', 'transport']
  .flatMap((layer) => readImports(`src-main/${layer}`))
  .filter(({ typeOnly }) => !typeOnly);

/** Everything that is loaded with `file`. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  imports.filter(({ from }) => from === file).forEach(({ to }) => loaded(to, seen));
  return seen;
}

it('what a page loads of the transport is free of Node and of packages', () => {
  const files = [...loaded('src-main/transport/browser.ts')];
  expect(files).toContain('src-main/transport/message.ts');
  expect(files.filter((file) => !file.startsWith('src-main/'))).toEqual([]);
  // The same search does find them where they are.
  expect([...loaded('src-main/transport/index.ts')]).toContain('node:http');
});
