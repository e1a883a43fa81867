import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../contract/index.ts';
import type { Locations } from './locations.ts';

/** Where advice is read: options and commands help in the one, buttons in the other; a call has not every option. */
export type AdvicePlace = 'command' | 'window' | 'call';

/** One advice for all places, or one for each; that of a call is mostly the command's. */
type Advice =
  string | { readonly command: string; readonly window: string; readonly call?: string };

/** What a person can do about an error, from the catalogue in `resources/errors.json`. */
export function errorAdvice(code: ErrorCode, { resources }: Locations, place: AdvicePlace): string {
  const text = readFileSync(join(resources, 'errors.json'), 'utf8');
  const advice = (JSON.parse(text) as Record<ErrorCode, Advice>)[code];
  return typeof advice === 'string' ? advice : (advice[place] ?? advice.command);
}
