/** Maps of effects and of bases. */
export * from './base-maps.ts';
export * from './dependencies.ts';
export * from './effect-maps.ts';
export * from './effects.ts';
export * from './known-effects.ts';
export * from './mutagenesis.ts';
