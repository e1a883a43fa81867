/** Distal effects as arcs from elements to targets. */
export { drawEffects } from './draw-effects.ts';
export { arcMaker, effectsHeight, rowsOf, type Arc } from './effect-arcs.ts';
