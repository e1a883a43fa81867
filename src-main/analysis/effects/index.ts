/**
 * Element effects, the distal map: which element acts on which target.
 *
 *     const spec = { region, elements: { kind: 'tile', bp: 500 }, knockOut: { kind: 'n' }, ... };
 *     const { map } = await resultOf(findEffects(environment, spec, signal), show);
 *     const links = linksOf(map, 0.1);
 */
export { BinValues } from './bin-values.ts';
export { type ElementSource } from './elements.ts';
export { countEffects } from './cut-effects.ts';
export { effectNotes } from './effect-notes.ts';
export { effectReading, type EffectsSpec } from './effect-reading.ts';
export { findEffects, findEffectsIn } from './find-effects.ts';
export { findPlace, type NamedPlace } from './find-place.ts';
export { findTargets, type ChooseTargets } from './find-targets.ts';
export { geneName, isGene, readGenes } from './genes.ts';
export { readMaps } from './merge-maps.ts';
export { passingStretches } from './passing-stretches.ts';
export {
  countReadings,
  readingCost,
  wantedAnswers,
  type ReadingChoice,
  type WantedReading,
} from './readings.ts';
export { targetTrack } from './targets.ts';
export { effectFormat, writeEffectMap, writeEffectMaps } from './write-effect-map.ts';
export { compareEffect, compareWith } from './background-effects.ts';
