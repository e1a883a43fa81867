export { expectHeadTracks, predictRaw } from './predict-raw.ts';
export {
  computeRun,
  predictRegion,
  readInterval,
  type FinalTracks,
  type PredictListener,
  type PredictSettings,
  type PredictTools,
} from './predict.ts';
