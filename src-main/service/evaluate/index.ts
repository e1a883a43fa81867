/**
 * How well a model tells what is known of labelled regions or variants.
 *
 *     const request = { task: 'enhancers', data: 'labelled.bed', info: 'LABEL', pool: 'max', ... };
 *     const { measured, bad } = await evaluateModel(request, settings, tools);
 */
export type { BadRow } from './dataset.ts';
export * from './evaluate-model.ts';
export { evaluationFigure } from './evaluation-figure.ts';
export type { Measured } from './measure-rows.ts';
export { alleleScores, type AlleleScore } from './score-alleles.ts';
export type { RegionPool } from './score-regions.ts';
export { headTaskIds as evaluationTasks } from '../../model/index.ts';
