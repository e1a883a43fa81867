/** Diagnosis of this machine: versions, providers, kernel, memory, disk and cache. */
export { diagnose, type Diagnosis } from './doctor.ts';
export { installedVersions } from './versions.ts';
export { lookAtProvider } from './look-at-provider.ts';
