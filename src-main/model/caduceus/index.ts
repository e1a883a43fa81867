/** Caduceus (Schiff et al. 2024), with either generation of Mamba: its configuration and its graphs. */
export {
  caduceus2ConfigSchema,
  caduceusConfigSchema,
  flatKeys,
  isMamba2,
  mamba1Keys,
  mlpKeys,
  type CaduceusConfig,
} from './config.ts';
export { mamba2Fault, mamba2Keys, mamba2Schema } from './mamba2-config.ts';
export { flatConfig, nestedSections, placeInConfig } from './nested-config.ts';
export { caduceusNetwork, caduceusShape } from './network.ts';
