import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locations } from '../home/index.ts';
import { moveProfile } from './move-profile.ts';

/** Electron's `app`, as far as it is used. */
interface AppPaths {
  getPath(name: 'userData'): string;
  setPath(name: string, path: string): void;
}

/** Where the desktop keeps what is its own. */
export interface DesktopPlaces {
  /** Places of the windows. */
  readonly windowState: string;
  readonly log: string;
}

/**
 * Gives the window a folder of its own, and in it one to the profile of its page, which Chromium fills;
 * neither holds anything of the user's. Electron's own choice was one folder for all, and on macOS the
 * very one of projects and models. What earlier versions left there moves along. Must happen before the
 * application is ready, and before it asks whether it is alone.
 *
 * @param isUsual false where `MEGABASE_HOME` names the places: what lies elsewhere is another's then
 */
export function usePlaces(
  app: AppPaths,
  { window, logs }: Pick<Locations, 'window' | 'logs'>,
  { isUsual }: { readonly isUsual: boolean },
): DesktopPlaces {
  const usual = app.getPath('userData');
  const page = join(window, 'page');
  const crashes = join(logs, 'crashes');
  for (const folder of [page, crashes]) mkdirSync(folder, { recursive: true });
  moveProfile(isUsual ? [usual, window] : [window], { window, page });
  app.setPath('userData', window);
  app.setPath('sessionData', page);
  app.setPath('logs', logs);
  app.setPath('crashDumps', crashes);
  return { windowState: join(window, 'window.json'), log: join(logs, 'megabase.log') };
}
