/**
 * Probes: linear heads fitted to a lab's own labels.
 *
 *     const probe = await fitProbe({ labels: 'peaks.bed' }, { bin: 128, provider, threads }, tools);
 *     await writeProbe(probe, folder, { id: 'peaks', name: 'Peaks' }, model);
 */
export {
  alikeText,
  alikeWarning,
  fitProbe,
  type FittedProbe,
  type ProbeRequest,
  type ProbeTools,
} from './fit-probe.ts';
export { expectNoHead, isHeadId, writeProbe, type ProbeName } from './write-probe.ts';
