/** Changes of a project, and how they are taken back. */
export { ChangeHistory } from './change-history.svelte.ts';
export { Marks } from './marks.ts';
export { type Dropped, droppedOf } from './dropped-files.ts';
export { type OpenContext, openDropped, openPaths } from './open-paths.ts';
export { ProjectActions } from './project-actions.ts';
export { ProjectChanges } from './project-changes.ts';
export { ProjectFiles } from './project-files.ts';
