import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../contract/index.ts';
import type { Locations } from './locations.ts';

/** Where advice is read: options and commands help in the one, buttons in the other. */
export type AdvicePlace = 'command' | 'window';

/** One advice for both places, or one for each. */
type Advice = string | Readonly<Record<AdvicePlace, string>>;

/** What a person can do about an error, from the catalogue in `resources/errors.json`. */
export function errorAdvice(code: ErrorCode, { resources }: Locations, place: AdvicePlace): string {
  const text = readFileSync(join(resources, 'errors.json'), 'utf8');
  const advice = (JSON.parse(text) as Record<ErrorCode, Advice>)[code];
  return typeof advice === 'string' ? advice : advice[place];
}
