/**
 * How well a model tells what is known of labelled regions or variants.
 *
 *     const request = { task: 'enhancers', data: 'labelled.bed', info: 'LABEL', pool: 'max', ... };
 *     const { measured, bad } = await evaluateModel(request, settings, tools);
 */
export { evaluateModel, type EvaluateRequest, type Evaluation } from './evaluate-model.ts';
export { evaluationFigure } from './evaluation-figure.ts';
export { evaluationTasks } from './evaluation-tasks.ts';
export { alleleScores } from './score-alleles.ts';
