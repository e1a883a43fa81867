/** Evaluations of models on labelled regions and variants. */
export { evaluationMethods } from './evaluation-methods.ts';
