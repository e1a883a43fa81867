/**
 * How well scores tell what is known, on the scores themselves and never on a threshold.
 *
 *     const statistic = aurocOf(scores, labels);
 *     const { low, high } = bootstrapInterval(statistic, scores.length, { seed: 1 });
 *     print(`AUROC ${statistic()} (${low} to ${high})`);
 */
export * from './auroc.ts';
export * from './average-precision.ts';
export * from './bootstrap.ts';
export * from './calibration.ts';
export * from './regression.ts';
export type { Statistic } from './statistic.ts';
