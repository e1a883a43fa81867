/** What commands share that knock elements out. */
export { describeEffects, effectsAsJson } from './effect-report.ts';
export {
  addElementOptions,
  addKnockOutOptions,
  addReadingOptions,
  chooseElements,
  type ElementOptions,
  elementsOrNone,
  knockOutOf,
  type KnockOutOptions,
  type ReadingOptions,
  readingsOf,
} from './element-options.ts';
export { farthestLinks } from './farthest-links.ts';
export { addReportOptions, checkReportUse, type ReportOptions } from './report-options.ts';
