/**
 * Probes: linear heads fitted to a lab's own labels.
 *
 *     const spec = { labels: 'peaks.bed', bin: 128, provider: 'auto', threads } as const;
 *     const probe = await resultOf(fitProbe(environment, spec, signal), show);
 */
export { fitProbe, type SplitSizes } from './fit-probe.ts';
export { expectHeadId, expectNoHead, isHeadId, type NewHead } from './write-probe.ts';
