/** A project as windows see it, and the figures and reports of it. */
export * from './figures.ts';
export * from './mark-changes.ts';
export * from './project.ts';
export * from './reports.ts';
export * from './track-layout.ts';
