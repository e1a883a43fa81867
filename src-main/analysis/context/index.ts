/**
 * Context: the prediction with full context minus the prediction with the state reset every window, and
 * the activity of a place as more and more is read round it.
 */
export { contextCurve } from './context-curve.ts';
export { contextEffect, contextTracks, contextWindow, expectReset } from './context-effect.ts';
export { curveFormat, writeContextCurve } from './write-context-curve.ts';
