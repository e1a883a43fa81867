/** The tokens a model was trained with, and ours. */
export * from './read-vocabulary.ts';
export * from './vocabulary.ts';
