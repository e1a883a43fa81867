/** Distal effects: as arcs from elements to targets, and as bars of one scale. */
export { drawEffects } from './draw-effects.ts';
export { arcMaker, effectsHeight, rowsOf, type Arc } from './effect-arcs.ts';
export { drawEffectBar, effectBarHeight, effectExtent, type BarredEffect } from './effect-bar.ts';
export { layOutEffectBars, type BarLine } from './effect-bars.ts';
