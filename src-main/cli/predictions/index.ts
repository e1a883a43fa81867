/** What commands share that predict. */
export {
  addPredictOptions,
  isRaw,
  predictionInputs,
  predictionSettings,
  type PredictOptions,
} from './predict-options.ts';
export { jsonSummary } from './prediction-summary.ts';
export {
  exportRegions,
  type Predicted,
  type Predicting,
  printPredictions,
  runPredictions,
} from './run-predictions.ts';
