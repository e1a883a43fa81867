import type { ProviderChoice } from '../computing/index.ts';

export const themes = ['system', 'light', 'dark'] as const;

/** As the system is, or one of both always. */
export type Theme = (typeof themes)[number];

/** Folders that the window's own file dialog remembers, absolute. */
export interface RememberedFolders {
  readonly favourites: readonly string[];
  /** Where files of each kind were chosen last. */
  readonly last: Readonly<Record<string, string>>;
}

/** What a person has chosen for all projects, kept in `settings.json`. */
export interface Settings {
  readonly theme: Theme;
  /** What a window starts with. */
  readonly provider: ProviderChoice;
  /** Threads of a computation; as many as there are cores where absent. */
  readonly threads?: number | undefined;
  /** Most memory that a computation takes, bytes; four fifths of what is free where absent. */
  readonly memoryBytes?: number | undefined;
  /** Folder of the cache, absolute; the system's usual one where absent. */
  readonly cache?: string | undefined;
  /** How large the predictions in the cache may become, bytes; without a limit where absent. */
  readonly cacheBytes?: number | undefined;
  readonly folders?: RememberedFolders | undefined;
  /** True where no other computer may be asked for anything. */
  readonly offline: boolean;
  /** True where other programs of this user may drive an open window; nobody may where absent. */
  readonly drivable?: boolean | undefined;
}

/** Least limit of the cache, bytes: a few runs of a megabase. */
export const leastCacheBytes = 1e9;

/** Least memory that a computation may be held to, bytes: the runtime with a small model takes 220 MB. */
export const leastMemoryBytes = 5e8;

/** The settings, and what they are chosen from. */
export interface Preferences {
  readonly settings: Settings;
  readonly cores: number;
  /** Most threads that may be chosen. */
  readonly mostThreads: number;
  /** Of the computer, bytes. */
  readonly totalMemoryBytes: number;
  /** Most that a computation takes in this program, whatever the settings say, bytes. */
  readonly mostMemoryBytes?: number | undefined;
  /** Where the cache is, and where it will be from the next start on. */
  readonly cacheNow: string;
  readonly cacheNext: string;
  /** Predictions in the cache, bytes. */
  readonly cachedBytes: number;
  /** What is kept where, in words, with absolute paths. */
  readonly places: readonly { readonly what: string; readonly path: string }[];
}
