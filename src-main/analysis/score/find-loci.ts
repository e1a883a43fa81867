import { formatRegion, type Region } from '../../contract/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import { placeFeatures, type FileFeatures } from '../../sequence/index.ts';
import { geneName, readGenes } from '../effects/index.ts';
import { readRegions, type AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import type { Locus } from './locus.ts';
import { hasEnding } from '../../formats/bytes/index.ts';

/**
 * What is scored: regions as people write them and BED files, the genes of a GFF3 or GTF file, or loci
 * with the genome's own names of contigs.
 */
export type LocusSource =
  | { readonly kind: 'regions'; readonly texts: readonly string[] }
  | { readonly kind: 'genes'; readonly path: string }
  | { readonly kind: 'loci'; readonly loci: readonly Locus[] };

/** In their files' order, with the genome's own names of contigs. Errors: those of the readers and of `placeFeatures`. */
export async function findLoci(
  source: LocusSource,
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Promise<readonly Locus[]> {
  if (source.kind === 'loci') return source.loci;
  const onNote = (note: string) => emit(textNote(note));
  const place = <F extends Region>(file: FileFeatures<F>) =>
    placeFeatures(file, genome.contigs, onNote);
  if (source.kind === 'genes') {
    const { path } = source;
    const genes = place({ path, features: await readGenes(path), unit: 'gene', partly: true });
    return genes.map((gene) => {
      const { contig, start, end, strand } = gene;
      const region = { contig, start, end };
      return { ...region, name: geneName(gene) ?? formatRegion(region), strand };
    });
  }
  const loci: Locus[] = [];
  for (const text of source.texts) {
    if (isBedFile(text)) {
      const { regions: features, skipped } = await readBedRegions(text);
      for (const bed of place({ path: text, features, skipped, unit: 'line' })) {
        const { contig, start, end, name, strand = '.' } = bed;
        loci.push({ contig, start, end, name: name ?? formatRegion(bed), strand });
      }
      continue;
    }
    for (const region of await readRegions([text], genome, onNote)) {
      loci.push({ ...region, name: formatRegion(region), strand: '.' });
    }
  }
  return loci;
}

/** Whether a place is a file of places. */
export function isBedFile(text: string): boolean {
  return hasEnding(text, 'bed');
}
