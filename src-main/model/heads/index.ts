/** Heads: small packages over a model's last hidden state. */
export * from './apply.ts';
export * from './manifest.ts';
export * from './package.ts';
export * from './tasks.ts';
export * from './weights.ts';
