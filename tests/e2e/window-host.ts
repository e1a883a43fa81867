import type { BrowserContext, Page } from 'playwright-core';

/** Resident memory now and at its highest, bytes; undefined where the system does not tell. */
export type Memory = { readonly now: number; readonly peak: number } | undefined;

/** How a person answers a question for files: in the window's own dialog, or in the system's. */
export interface FileAnswers {
  readonly pickFiles: (folder: string, names: readonly string[]) => Promise<void>;
  readonly pickFolder: (folder: string) => Promise<void>;
  /** Where a file is to be written. */
  readonly saveFile: (folder: string, name: string) => Promise<void>;
}

/** A window of the program, whatever shows it. */
export interface HostedWindow extends FileAnswers {
  readonly page: Page;
  /** Of the process that reads the user's files. */
  readonly memory: () => Memory;
  /** Whether a dropped file tells where it lies. */
  readonly knowsDropped: boolean;
  /** Has the page save a file; gives the path that the file came to. */
  readonly download: (save: () => Promise<void>) => Promise<string>;
  /** Page and program end; what they wrote stays. */
  readonly close: () => Promise<void>;
}

interface HostOptions {
  /** All that the program writes. */
  readonly home: string;
  readonly dark: boolean;
  /** Called before the page is loaded; `origin` is what addresses of its own begin with. */
  readonly watch: (context: BrowserContext, page: Page, origin: string) => void;
}

/** What can show the window. */
export interface WindowHost {
  readonly name: string;
  /** Why there is none here, in a few words. */
  readonly obstacle: string | undefined;
  readonly begin: () => Promise<void>;
  readonly open: (options: HostOptions) => Promise<HostedWindow>;
}

/** CSS pixels; room for a panel, the genome and the tutorial beside each other. */
export const windowSize = { width: 1600, height: 1000 };
