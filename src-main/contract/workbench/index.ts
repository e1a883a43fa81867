/** All that a window can ask for: one interface, a part of it for each subject. */
export * from './figure-methods.ts';
export * from './map-methods.ts';
export * from './model-methods.ts';
export * from './program-methods.ts';
export * from './project-methods.ts';
export * from './run-methods.ts';
export * from './variant-methods.ts';
export * from './workbench-methods.ts';
export * from './workbench.ts';
