/** The tutorial genome's truth, and how a prediction is held against it. */
export { type Draft } from './draft.ts';
export { readTutorialEffects } from './known-effects.ts';
export { promoterReport, type PromoterRow } from './promoter-report.ts';
export { readPromoters } from './promoters.ts';
export { readTutorialVariants } from './variants.ts';
export { writeYeastFiles, yeastFileNames } from './yeast-files.ts';
export {
  codingLength,
  compareGenes,
  draftContig,
  readYeastRegion,
  sharedCoding,
  type YeastGene,
} from './yeast-genes.ts';
