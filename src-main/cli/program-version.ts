import { readFileSync } from 'node:fs';
import { programFiles } from '../home/index.ts';

/** The version in package.json. */
export function programVersion(): string {
  const text = readFileSync(programFiles.package, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
