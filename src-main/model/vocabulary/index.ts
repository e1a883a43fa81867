/** The tokens a model was trained with, and ours. */
export { readVocabulary } from './read-vocabulary.ts';
export { ownComplement, ownRows, ownTokenOf, ownTokens, type Vocabulary } from './vocabulary.ts';
