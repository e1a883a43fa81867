/**
 * Names the arithmetic of pass and heads. Goes up whenever the numbers change, so that a cache never
 * mixes two versions.
 */
export const engineVersion = '1';
