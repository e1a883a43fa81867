export { contextEffect, contextTracks, contextWindow } from './context-effect.ts';
