/**
 * Context effect: the prediction with full context minus the prediction with the state reset every
 * window.
 */
export { contextEffect, contextTracks, contextWindow } from './context-effect.ts';
