/**
 * Genes, as a model with a track of coding sequence tells them.
 *
 *     const events = findGenes(environment, { regions, provider: 'auto', threads: 2 }, signal);
 *     const { genes } = await resultOf(events, show);
 */
export {
  defaultMaxGap,
  defaultMinLength,
  findGenes,
  geneTracks,
  type FoundGenes,
  type GeneSpec,
} from './find-genes.ts';
export type { GeneCall } from './gene-call.ts';
export { geneFormat } from './write-genes.ts';
