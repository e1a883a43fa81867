/** Models, probes that are fitted on them, and how well they tell labels. */
export * from './curves.ts';
export * from './evaluations.ts';
export * from './model-card.ts';
export * from './probes.ts';
export * from './published-models.ts';
