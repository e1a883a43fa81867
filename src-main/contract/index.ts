/**
 * Types and words shared by every layer and by the renderer. Nothing here computes or reads a file.
 *
 *     import { MegabaseError, formatRegion, type Region } from '../contract/index.ts';
 */
export * from './about.ts';
export * from './base-maps.ts';
export * from './context-curve.ts';
export * from './contig.ts';
export * from './desktop.ts';
export * from './defined.ts';
export * from './dependencies.ts';
export * from './effect-maps.ts';
export * from './effects.ts';
export * from './errors.ts';
export * from './estimate.ts';
export * from './format-bytes.ts';
export * from './exports.ts';
export * from './file-names.ts';
export * from './gene-agreement.ts';
export * from './how-read.ts';
export * from './job.ts';
export * from './known-effects.ts';
export * from './model-card.ts';
export * from './mutagenesis.ts';
export * from './probes.ts';
export * from './progress.ts';
export * from './project.ts';
export * from './provider.ts';
export * from './quote-field.ts';
export * from './short-alleles.ts';
export * from './region.ts';
export * from './reports.ts';
export * from './run.ts';
export * from './scan.ts';
export * from './settings.ts';
export * from './shard.ts';
export * from './spill.ts';
export * from './terminal-command.ts';
export * from './text-encoding.ts';
export * from './track.ts';
export * from './track-layout.ts';
export * from './variant-row.ts';
export * from './variant-scores.ts';
export * from './variant-sentences.ts';
export * from './variant-sets.ts';
export * from './workbench-methods.ts';
export * from './workbench.ts';
export { storedZlib } from './stored-zlib.ts';
