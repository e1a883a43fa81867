import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A Node too old for the program itself, where the system has one. */
export const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  if (!existsSync(path)) return false;
  const found = execFileSync(path, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(found)![1]) < 22;
});
