/**
 * How well a model tells what is known of labelled regions or variants.
 *
 *     const spec = { task: 'enhancers', data: 'labelled.bed', info: 'LABEL', pool: 'max', ... };
 *     const { measured, bad } = await resultOf(evaluateModel(environment, spec, signal), show);
 */
export { evaluateModel, type EvaluateSpec, type Evaluation } from './evaluate-model.ts';
export { evaluationTasks } from './evaluation-tasks.ts';
export { alleleScores } from './score-alleles.ts';
