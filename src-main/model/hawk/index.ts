export { hawkConfigSchema, type HawkConfig } from './config.ts';
export { hawkNetwork, hawkShape } from './network.ts';
