/** The workbench that a window works with: one implementation of the contract's `Workbench`. */
export { createWorkbench, type RunningWorkbench } from './create-workbench.ts';
export { AnnotationSearch } from './annotation-search.ts';
export { findPlaces } from './find-places.ts';
export { savedPaths } from './saved-paths.ts';
export { readReportProject } from './project-report.ts';
