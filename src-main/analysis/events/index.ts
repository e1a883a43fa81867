/**
 * How every analysis speaks: one call takes an environment, a request and a signal, and gives events.
 *
 *     for await (const event of predict(environment, spec, signal)) {
 *       if (event.kind === 'progress') draw(event.progress);
 *       if (event.kind === 'result') use(event.result);
 *     }
 *
 * Inside, the work is plain asynchronous code that emits:
 *
 *     export const predict = (environment, spec, signal) =>
 *       runAnalysis(signal, (running) => predictRegion({ ...environment, ...running }, spec));
 */
export {
  textNote,
  type AnalysisEvent,
  type AnalysisNote,
  type InterimEvent,
} from './analysis-event.ts';
export { eachOnce } from './each-once.ts';
export { innerResult, resultOf } from './result-of.ts';
export { runAnalysis, type Running } from './run-analysis.ts';
