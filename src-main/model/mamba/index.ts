/** Mamba (Gu and Dao 2023) and Mamba-2 (Dao and Gu 2024), causal: configuration and graphs. */
export {
  isOriginal,
  mamba2ConfigSchema,
  mambaConfigSchema,
  originalKeys,
  originalMamba,
  type MambaConfig,
} from './config.ts';
export { mambaNetwork, mambaShape } from './network.ts';
