export { mambaConfigSchema, originalMamba, type MambaConfig } from './config.ts';
export { mambaNetwork } from './network.ts';
