/** What a project keeps on the disk: its document, the files of its results, and whose turn it is to change them. */
export { EvaluationFiles } from './evaluation-file.ts';
export {
  type EditableProject,
  filesOf,
  isProjectPath,
  newProjectDocument,
  type ProjectDocument,
  projectPath,
  readProjectDocument,
  runKeysOf,
  type SavedRun,
  writeProjectDocument,
} from './project-document.ts';
export { ProjectEntries } from './project-entries.ts';
export { ProjectLock } from './project-lock.ts';
export { ProjectTracks } from './project-tracks.ts';
export { ProjectWatch } from './project-watch.ts';
export { rowsPath } from './rows-path.ts';
export type { SavedBaseMap, SavedBaseMapRequest } from './saved-base-map.ts';
export {
  evaluationId,
  type SavedEvaluation,
  type SavedEvaluationRequest,
} from './saved-evaluation.ts';
export type { MapRequest, SavedMap } from './saved-map.ts';
export { savedPaths } from './saved-paths.ts';
export { SavedProjects } from './saved-projects.ts';
export type { SavedVariantSet, VariantRequest } from './saved-variant-set.ts';
