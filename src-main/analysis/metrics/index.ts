/**
 * How well scores tell what is known, on the scores themselves and never on a threshold.
 *
 *     const statistic = aurocOf(scores, labels);
 *     const { low, high } = await bootstrapInterval(statistic, scores.length, { seed: 1 });
 *     print(`AUROC ${statistic()} (${low} to ${high})`);
 */
export { auroc, aurocOf } from './auroc.ts';
export { averagePrecisionOf } from './average-precision.ts';
export { bootstrapInterval } from './bootstrap.ts';
export { calibrate } from './calibration.ts';
export { mapThresholds, rankingCurves } from './ranking-curves.ts';
export { pearsonOf, r2Of } from './regression.ts';
export { scatterOf } from './scatter.ts';
export { type Statistic } from './statistic.ts';
