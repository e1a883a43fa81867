import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { terminalPlace, type TerminalHost } from './terminal-place.ts';

/** Puts the command where a terminal finds it, in place of an earlier one of ours and of nothing else. */
export function putInTerminal(host: TerminalHost): void {
  const { path, state, content } = terminalPlace(host);
  if (state === 'ours') return;
  if (state === 'foreign') throw new Error(`${path} is not Megabase's, and stays as it is.`);
  if ('obstacle' in content) throw new Error(content.obstacle);
  mkdirSync(dirname(path), { recursive: true });
  if (state === 'outdated') rmSync(path);
  // Nothing is written over what came there in this moment.
  if ('link' in content) symlinkSync(content.link, path);
  else writeFileSync(path, content.text, { flag: 'wx', mode: 0o755 });
}
