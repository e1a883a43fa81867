import { readFileSync } from 'node:fs';
import { programFiles } from './program-files.ts';

/** The version in package.json. */
export function programVersion(): string {
  const text = readFileSync(programFiles.package, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
