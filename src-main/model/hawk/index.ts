export { hawkConfigSchema, type HawkConfig } from './config.ts';
export { hawkNetwork } from './network.ts';
