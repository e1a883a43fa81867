/** Predictions: how they are made, seen and exported. */
export { estimateReading } from './estimate-prediction.ts';
export { modelOfRun } from './model-of-run.ts';
export { plainRun } from './plain-run.ts';
export { predictionMethods } from './prediction-methods.ts';
export { runMethods } from './run-methods.ts';
