export { TrackCollector } from './collect-tracks.ts';
export { jobModel } from './job-model.ts';
export { cutKept, keepAndCut, type WantedRun, type WholeRun } from './keep-run.ts';
export { runKey } from './run-key.ts';
