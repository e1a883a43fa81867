/**
 * The prediction of a region.
 *
 *     const events = predict(environment, { region, provider: 'auto', threads: 2 }, signal);
 *     const prediction = await resultOf(events, show);
 */
export { predict, type PredictionSpec } from './predict.ts';
export {
  predictRegion,
  type PredictListener,
  type PredictSettings,
  type PredictTools,
} from './legacy.ts';
