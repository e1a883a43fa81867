/** Models from elsewhere into the library. */
export * from './import-folder.ts';
export * from './import-plan.ts';
