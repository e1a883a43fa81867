import { accessSync, constants, mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import {
  MegabaseError,
  systemCode,
  type Preferences,
  type Settings,
  type WorkbenchEvent,
  type SettingsMethods,
} from '../../contract/index.ts';
import { mostThreads } from '../../analysis/environment/index.ts';
import { expectOwnDisk, predictionBytes } from '../../cache/index.ts';
import { allowedMemory } from '../../engine/index.ts';
import { allotment, type Locations } from '../../home/index.ts';
import type { AnswersTo } from '../answers.ts';
import type { CacheLimit } from './cache-limit.ts';
import type { SettingsFile } from './settings-file.ts';

export interface SettingsContext {
  readonly locations: Locations;
  readonly settings: SettingsFile;
  readonly limit: CacheLimit;
  readonly emit: (event: WorkbenchEvent) => void;
}

/** What holds for all projects. */
export function settingsMethods({
  locations,
  settings,
  limit,
  emit,
}: SettingsContext): AnswersTo<SettingsMethods> {
  const preferences = (): Preferences => {
    const most = allowedMemory(Infinity);
    const { current } = settings;
    return {
      settings: current,
      cores: allotment().threads.amount,
      mostThreads,
      totalMemoryBytes: totalmem(),
      mostMemoryBytes: Number.isFinite(most) ? most : undefined,
      cacheNow: locations.cache,
      cacheNext: current.cache ?? locations.usualCache,
      cachedBytes: predictionBytes(locations.cache),
      places: placesOf(locations),
    };
  };
  return {
    preferences,
    changeSettings: (asked) => {
      const { cache, threads } = asked;
      if (threads !== undefined && threads > mostThreads) {
        const message = `${threads} threads are too many; expected at most ${mostThreads} on this machine.`;
        throw new MegabaseError('usage', message, { expected: mostThreads, found: threads });
      }
      // One that was chosen before may lie on a disk that is away: it keeps nothing else from being saved.
      const isNew = cache !== undefined && cache !== settings.current.cache;
      settings.write(isNew ? { ...asked, cache: folder(cache) } : asked);
      limit.apply();
      emit({ kind: 'settings', settings: settings.current });
      return preferences();
    },
  };
}

function placesOf(locations: Locations): Preferences['places'] {
  return [
    { what: 'Projects', path: locations.projects },
    { what: 'Imported models', path: locations.userModels },
    { what: 'Heads and probes', path: locations.userHeads },
    { what: 'Scores of common variants', path: locations.backgrounds },
    { what: 'Predictions and other things that can be made again', path: locations.cache },
    { what: 'Preferences', path: locations.settings },
    { what: 'Log and crash dumps of the desktop application', path: locations.logs },
    { what: 'Place of its windows, and the profile of its page', path: locations.window },
  ];
}

/** A folder that can be written to; it is made where it is not. Errors: `usage`, `cache-network`, `output-unwritable`. */
function folder(path: Settings['cache'] & string): string {
  if (!isAbsolute(path)) {
    throw new MegabaseError('usage', `"${path}" is not the full path of a folder.`, {
      found: path,
    });
  }
  expectOwnDisk(path);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    const why = systemCode(cause) ?? String(cause);
    const message = `${path} cannot be used for the cache (${why}).`;
    throw new MegabaseError('output-unwritable', message, { file: path, cause });
  }
  return resolve(path);
}
