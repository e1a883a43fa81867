/** Mamba (Gu and Dao 2023), causal: its configuration and its graphs. */
export { mambaConfigSchema, originalMamba, type MambaConfig } from './config.ts';
export { mambaNetwork, mambaShape } from './network.ts';
