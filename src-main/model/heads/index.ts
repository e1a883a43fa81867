/** Heads: small packages over a model's last hidden state. */
export { applyHead } from './apply.ts';
export { composeManifest } from './compose.ts';
export { type HeadManifest } from './manifest.ts';
export { readHeadPackage, type HeadPackage } from './package.ts';
export { columnsOf, headTasks, type HeadMetric } from './tasks.ts';
export { expectFiniteHead, featureWidth, readHeadWeights, type HeadWeights } from './weights.ts';
