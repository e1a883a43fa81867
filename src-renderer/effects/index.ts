/** What a person looks at in a distal map. */
export { choiceOf } from './choice-of-feature.ts';
export { type EffectChoice, isOf } from './effect-choice.ts';
