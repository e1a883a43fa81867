import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';

/** What of the settings holds for the command, too. */
export interface Chosen {
  /** Folder of the cache. */
  readonly cache: string | undefined;
  /** True where no other computer may be asked for anything. */
  readonly offline: boolean;
}

/** Settings that cannot be read choose nothing. */
export function readChosen(settings: string): Chosen {
  try {
    const { cache, offline } = JSON.parse(readFileSync(settings, 'utf8')) as Record<
      string,
      unknown
    >;
    return {
      cache: typeof cache === 'string' && isAbsolute(cache) ? cache : undefined,
      offline: offline === true,
    };
  } catch {
    return { cache: undefined, offline: false };
  }
}
