/** The user's models and heads: found in their folders, imported, downloaded, removed. */
export {
  classifierPools,
  headCard,
  type ClassifierPool,
  type HeadCard,
  writeHead,
} from './heads/index.ts';
export { downloadFolder, downloadModel, findOnHub, type HubModel } from './hub/index.ts';
export { type ImportPlan } from './import/index.ts';
export { modelCard } from './model-card.ts';
export { ModelLibrary, loadModel, type LibraryModel, type LoadedModel } from './model-library.ts';
