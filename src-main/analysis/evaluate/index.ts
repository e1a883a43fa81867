/**
 * How well a model tells what is known of labelled regions or variants.
 *
 *     const spec = { task: 'enhancers', data: 'labelled.bed', info: 'LABEL', pool: 'max', ... };
 *     const { measured, bad } = await resultOf(evaluateModel(environment, spec, signal), show);
 */
export { evaluateModel, type EvaluateSpec, type Evaluation } from './evaluate-model.ts';
export { evaluatedRows } from './evaluated-rows.ts';
export { evaluationFigure } from './evaluation-figure.ts';
export { evaluationText, type WrittenEvaluation } from './evaluation-text.ts';
