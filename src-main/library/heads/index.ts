/** Heads on models: where they are kept. */
export {
  classifierId,
  classifierPools,
  planClassifier,
  type ClassifierPlan,
  type ClassifierPool,
  writeClassifierHead,
} from './classifier.ts';
export { headCard, type HeadCard } from './head-card.ts';
export { HeadLibrary } from './head-library.ts';
export { writeHead } from './write-head.ts';
