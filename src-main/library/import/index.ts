/** Models from elsewhere into the library. */
export { copyFile } from './copy-file.ts';
export { importFolder, type ImportListener } from './import-folder.ts';
export { planImport, type ImportPlan } from './import-plan.ts';
