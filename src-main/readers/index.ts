/**
 * Files of a lab's genome. Coordinates are 0-based half-open once they leave this folder.
 *
 *     const genome = await openGenome('genome.fa.gz', { indexFolder });
 *     const letters = await genome.fetch({ contig: 'chr1', start: 0, end: 1_000_000 });
 *     await genome.close();
 *     const { regions } = await readBedRegions('targets.bed');
 *     const genes = (await readGff3('genes.gff3.gz')).filter(({ type }) => type === 'gene');
 */
export * from './alignment/index.ts';
export { openFasta, type Fasta, type OpenFastaOptions } from './fasta/fasta.ts';
export type { Genome } from './genome.ts';
export { openGenome } from './open-genome.ts';
export type { TwoBit } from './twobit/twobit.ts';
export { BigWigFile, type SignalStretches } from './bigwig.ts';
export { readBedRegions, type BedRegion } from './bed.ts';
export { readBedPairs, type BedPair } from './bedpe.ts';
export { startParsersBy } from './parser/parser-pool.ts';
export {
  forkParser,
  parserNodeOptions,
  type ParserProcess,
  type StartParser,
} from './parser/start-parser.ts';
export type { ParserReply, ParserRequest } from './parser/messages.ts';
export { readLines, type Line } from './read-lines.ts';
export type { GffFeature } from './gff-columns.ts';
export { gff3Features, readGff3 } from './gff3.ts';
export { gtfFeatures } from './gtf.ts';
export * from './vcf/index.ts';
