import type { TerminalCommand } from './terminal-command.ts';

interface PickFilesOptions {
  readonly title: string;
  /** A folder is chosen, not a file. */
  readonly folder?: boolean;
  readonly multiple?: boolean;
}

interface SaveFileOptions {
  readonly title: string;
  /** Suggested name. */
  readonly name: string;
}

/** Panels of the window, in the order of its rail. */
export const panelNames = ['data', 'predict', 'effects', 'variants', 'runs', 'models'] as const;

/** What a menu asks of the page: the system's, and the page's own. */
export type PageAction =
  | 'add-files'
  | 'export'
  | 'preferences'
  | 'go-to'
  | 'guide'
  | 'tutorial'
  | 'shortcuts'
  | 'diagnostics'
  | 'licences'
  | 'newest-version'
  | 'about';

/** What a person asked for outside the page: in the menu, or by opening a file with the program. */
export type DesktopCommand =
  | { readonly kind: 'open'; readonly paths: readonly string[] }
  | { readonly kind: 'panel'; readonly panel: (typeof panelNames)[number] }
  | { readonly kind: PageAction };

/** The project that a page shows. */
export interface ShownProject {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** What a window of the desktop's own has, and a page in a browser has not. */
export interface Desktop {
  /** Absolute paths; none where the person thought better of it. */
  pickFiles(options: PickFilesOptions): Promise<string[]>;
  /** Absolute path of the file to write. */
  saveFile(options: SaveFileOptions): Promise<string | undefined>;
  /** Path of a file that was dropped on the window. */
  pathOf(file: File): string;
  /** Tells which project the page shows from now on, if any. */
  showProject(project: ShownProject | undefined): void;
  /** Commands that came before there was a listener are told to the first one. */
  onCommand(listener: (command: DesktopCommand) => void): void;
  /** The `megabase` command for a terminal; undefined where the application is not installed. */
  terminalCommand(): Promise<TerminalCommand | undefined>;
  /**
   * Asks the person, then puts the command there; resolves with how it stands then. What is `foreign` is
   * left alone without a question.
   */
  offerTerminalCommand(): Promise<TerminalCommand | undefined>;
  readonly platform: string;
}
