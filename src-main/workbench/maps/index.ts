/** Maps of effects and of bases, and context curves. */
export { baseMapMethods } from './base-map-methods.ts';
export { effectMethods } from './effect-methods.ts';
export { openReadings } from './map-readings.ts';
