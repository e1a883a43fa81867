/** All that a window can ask for. */
export * from './workbench-methods.ts';
export * from './workbench.ts';
