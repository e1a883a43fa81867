import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { readChosen } from './chosen.ts';
import { programFiles } from './program-files.ts';

/** Where the program finds and keeps its files. All paths are absolute. */
export interface Locations {
  /** Models that ship with the program. */
  readonly shippedModels: string;
  /** Tutorial genome, error catalogue. */
  readonly resources: string;
  /** Models the user imported. */
  readonly userModels: string;
  /** Heads the user imported or trained. */
  readonly userHeads: string;
  /** Scores of common variants that those of others are ranked by. */
  readonly backgrounds: string;
  /** Projects and the list of recent ones. */
  readonly projects: string;
  /** Predictions, compiled graphs, indexes and checkpoints: all can be made again. */
  readonly cache: string;
  /** Where the cache is where nobody chose a folder for it. */
  readonly usualCache: string;
  /** What a person has chosen for all projects. */
  readonly settings: string;
  /** What the desktop application notes of itself: its log, and dumps of crashes. */
  readonly logs: string;
  /** What the window of the desktop application keeps: its place, and the profile of its page. */
  readonly window: string;
  /** How other programs reach open windows that they may drive; its owner's alone. */
  readonly drivenWindows: string;
}

/**
 * The usual places of the operating system, or below `MEGABASE_HOME` where it is set; `cache` is
 * chosen for this start, before what the settings say.
 */
export function findLocations(cache?: string): Locations {
  const home = process.env['MEGABASE_HOME'];
  const usual = envPaths('megabase', { suffix: '' });
  const usualCache = home ? resolve(home, 'cache') : usual.cache;
  const settings = home ? resolve(home, 'settings.json') : join(usual.config, 'settings.json');
  return {
    shippedModels: programFiles.models,
    resources: programFiles.resources,
    userModels: home ? resolve(home, 'models') : join(usual.data, 'models'),
    userHeads: home ? resolve(home, 'heads') : join(usual.data, 'heads'),
    backgrounds: home ? resolve(home, 'backgrounds') : join(usual.data, 'backgrounds'),
    projects: home ? resolve(home, 'projects') : join(usual.data, 'projects'),
    cache: cache ? resolve(cache) : (readChosen(settings).cache ?? usualCache),
    ...{ usualCache, settings },
    logs: home ? resolve(home, 'logs') : usual.log,
    window: home ? resolve(home, 'window') : join(usual.data, 'window'),
    drivenWindows: home ? resolve(home, 'driven-windows') : join(usual.data, 'driven-windows'),
  };
}

/** Folders inside the cache. */
export function cacheFolders(cache: string): {
  graphs: string;
  passes: string;
  indexes: string;
  variants: string;
  evaluations: string;
  embeddings: string;
  /** Models that come from the hub, until they are imported. */
  hub: string;
} {
  return {
    graphs: join(cache, 'graphs'),
    passes: join(cache, 'passes'),
    indexes: join(cache, 'indexes'),
    variants: join(cache, 'variants'),
    evaluations: join(cache, 'evaluations'),
    embeddings: join(cache, 'embeddings'),
    hub: join(cache, 'hub'),
  };
}
