/** The workbench that a window works with: one implementation of the contract's `Workbench`. */
export { createWorkbench, type RunningWorkbench } from './create-workbench.ts';
export { AnnotationSearch, findPlaces } from './places/index.ts';
export { savedPaths } from './saved/index.ts';
export { readReportProject } from './report/index.ts';
