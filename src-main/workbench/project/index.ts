/** Projects while they are open: their genomes, files and jobs, and what of theirs no export may write over. */
export { agreedOutputs, expectAgreed, filesOfProject } from './agreed-outputs.ts';
export { annotationOf } from './annotation-of.ts';
export { fileOfProject } from './file-of-project.ts';
export { GenomeOpener } from './genome-opener.ts';
export { OpenProject } from './open-project.ts';
export { projectJobs } from './project-jobs.ts';
export { projectMethods } from './project-methods.ts';
export { ProjectStore } from './project-store.ts';
export type { FileServer } from './served-genome.ts';
