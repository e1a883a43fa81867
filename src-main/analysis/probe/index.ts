/**
 * Probes: linear heads fitted to a lab's own labels.
 *
 *     const probe = await fitProbe({ labels: 'peaks.bed' }, { bin: 128, provider, threads }, tools);
 *     await writeProbe(probe, folder, { id: 'peaks', name: 'Peaks' }, model);
 */
export { fitProbe, type ProbeTools } from './fit-probe.ts';
export { expectNoHead, isHeadId, type ProbeName, writeProbe } from './write-probe.ts';
