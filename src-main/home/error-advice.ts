import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../contract/index.ts';
import type { Locations } from './locations.ts';

/** What a person can do about an error, from the catalogue in `resources/errors.json`. */
export function errorAdvice(code: ErrorCode, { resources }: Locations): string {
  const text = readFileSync(join(resources, 'errors.json'), 'utf8');
  return (JSON.parse(text) as Record<ErrorCode, string>)[code];
}
