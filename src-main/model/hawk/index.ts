/** Hawk (De et al. 2024): its configuration and its graphs. */
export { hawkConfigSchema, type HawkConfig } from './config.ts';
export { hawkNetwork, hawkShape } from './network.ts';
