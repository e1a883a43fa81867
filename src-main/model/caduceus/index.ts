/** Caduceus (Schiff et al. 2024), with either generation of Mamba: its configuration and its graphs. */
export {
  caduceus2ConfigSchema,
  caduceusConfigSchema,
  flatKeys,
  isMamba2,
  type CaduceusConfig,
} from './config.ts';
export { expectWholeHeads, mamba2Schema } from './mamba2-config.ts';
export { configSections, flatConfig, placeInConfig } from './nested-config.ts';
export { caduceusNetwork, caduceusShape } from './network.ts';
