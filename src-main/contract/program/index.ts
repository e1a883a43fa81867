/** The program itself: its settings, jobs, windows, and the desktop that it runs on. */
export * from './about.ts';
export * from './desktop.ts';
export * from './folder-listing.ts';
export * from './found-files.ts';
export * from './job.ts';
export * from './settings.ts';
export * from './terminal-command.ts';
export * from './window-commands.ts';
