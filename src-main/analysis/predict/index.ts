/**
 * The prediction of a region.
 *
 *     const events = predict(environment, { region, provider: 'auto', threads: 2 }, signal);
 *     const prediction = await resultOf(events, show);
 */
export { cutPredictions, predictionShard, type PredictionCut } from './cut-predictions.ts';
export { predict, type PredictSpec } from './predict.ts';
export { unlikeComposition } from './unlike-training.ts';
