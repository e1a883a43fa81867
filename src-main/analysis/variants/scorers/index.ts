/** Numbers that are made of a variant's changes of tracks: gains and losses near it, aggregates. */
export {
  maskOf,
  parseAggregations,
  scorerName,
  spanAround,
  type Aggregation,
} from './aggregate.ts';
export { Annotation, type AnnotatedGene } from './annotation.ts';
export { genesAt, outsideTasks, siteOf } from './outside-gene.ts';
export {
  reachAround,
  reachOf,
  trackScores,
  type ScorerOptions,
  type SeenVariant,
} from './track-scores.ts';
export { ScoreBackground, BackgroundScores, findBackground } from './background.ts';
export { scorerNames } from './each-score.ts';
