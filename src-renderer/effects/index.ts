/** What a person looks at in a distal map. */
export { choiceOf } from './choice-of-feature.ts';
