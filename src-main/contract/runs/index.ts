/** Predictions: what is asked for, what there is of it, and where it is exported to. */
export * from './context-curve.ts';
export * from './estimate.ts';
export * from './exports.ts';
export * from './gene-agreement.ts';
export * from './how-read.ts';
export * from './predict-request.ts';
export * from './readings.ts';
export * from './run-likelihood.ts';
export * from './run.ts';
export * from './track-view.ts';
export * from './track.ts';
