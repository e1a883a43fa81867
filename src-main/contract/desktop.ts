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

/** What a person asked for outside the page: in the menu, or by opening a file with the program. */
export type DesktopCommand =
  { readonly kind: 'open'; readonly paths: readonly string[] } | { readonly kind: 'export' };

/** What a window of the desktop's own has, and a page in a browser has not. */
export interface Desktop {
  /** Absolute paths; none where the person thought better of it. */
  pickFiles(options: PickFilesOptions): Promise<string[]>;
  /** Absolute path of the file to write. */
  saveFile(options: SaveFileOptions): Promise<string | undefined>;
  /** Path of a file that was dropped on the window. */
  pathOf(file: File): string;
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
