/** Caduceus (Schiff et al. 2024): its configuration and its graphs. */
export { caduceusConfigSchema, type CaduceusConfig } from './config.ts';
export { caduceusNetwork, caduceusShape } from './network.ts';
