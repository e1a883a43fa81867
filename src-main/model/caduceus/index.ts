export { caduceusConfigSchema, type CaduceusConfig } from './config.ts';
export { caduceusNetwork, caduceusShape } from './network.ts';
