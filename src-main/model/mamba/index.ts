export { mambaConfigSchema, originalMamba, type MambaConfig } from './config.ts';
export { mambaNetwork, mambaShape } from './network.ts';
