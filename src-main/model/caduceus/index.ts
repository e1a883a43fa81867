export { caduceusConfigSchema, type CaduceusConfig } from './config.ts';
export { caduceusNetwork } from './network.ts';
