import type {
  About,
  AskedCommand,
  Job,
  Licence,
  NewestVersion,
  Preferences,
  Settings,
  WindowAnswer,
} from '../program/index.ts';

/** Jobs while they wait and run, and until they are dismissed. */
export interface JobMethods {
  jobs(): Promise<Job[]>;
  cancelJob(request: { id: string }): Promise<void>;
  /** Asks for a failed or cancelled job once more. */
  retryJob(request: { id: string }): Promise<Job>;
  /** Takes an ended job off the list. */
  dismissJob(request: { id: string }): Promise<void>;
}

/** What other programs ask of an open window. */
export interface WindowMethods {
  /**
   * What another program asks this window to do next; it waits until there is something. Undefined once the
   * preferences allow it no more. `window`: the page's own, chosen by chance; `name`: of its project.
   */
  nextWindowCommand(request: { window: string; name: string }): Promise<AskedCommand | undefined>;
  answerWindowCommand(request: { window: string; id: number; answer: WindowAnswer }): Promise<void>;
}

/** Preferences. */
export interface SettingsMethods {
  preferences(): Promise<Preferences>;
  /**
   * Replaces the settings; every window is told. Jobs that begin later follow them; another cache is
   * used from the next start on.
   */
  changeSettings(request: Settings): Promise<Preferences>;
}

/** What the program is and stands on. */
export interface AboutMethods {
  about(): Promise<About>;
  /** What the program stands on, on this machine, as a text to pass on: no names of files or sequences. */
  diagnostics(): Promise<string>;
  /** The program's licence, and notices of what comes with it. */
  licences(): Promise<Licence[]>;
  /** Reads the version file that `about` names, and sends nothing. Errors: `offline`, `update-unreachable`. */
  newestVersion(): Promise<NewestVersion>;
}
