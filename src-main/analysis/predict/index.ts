/**
 * The prediction of a region.
 *
 *     const events = predict(environment, { region, provider: 'auto', threads: 2 }, signal);
 *     const prediction = await resultOf(events, show);
 */
export { legacyTools, predictRegion, type PredictListener, type PredictTools } from './legacy.ts';
export { predict, type PredictionSpec } from './predict.ts';
