/** The workbench that a window works with: one implementation of the contract's `Workbench`. */
export { createWorkbench, type RunningWorkbench, type WorkbenchTools } from './create-workbench.ts';
export type { FileShelf } from './shelved-genome.ts';
