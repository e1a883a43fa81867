import { formatRegion, MegabaseError } from '../../contract/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import { contigFinder, geneName, readGenes } from '../effects/index.ts';
import { readRegions, type AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import type { Locus } from './locus.ts';

/**
 * What is scored: regions as people write them and BED files, the genes of a GFF3 or GTF file, or loci
 * with the genome's own names of contigs.
 */
export type LocusSource =
  | { readonly kind: 'regions'; readonly texts: readonly string[] }
  | { readonly kind: 'genes'; readonly path: string }
  | { readonly kind: 'loci'; readonly loci: readonly Locus[] };

/** In their files' order, with the genome's own names of contigs. Errors: those of the readers. */
export async function findLoci(
  source: LocusSource,
  { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
): Promise<readonly Locus[]> {
  if (source.kind === 'loci') return source.loci;
  const onNote = (note: string) => emit(textNote(note));
  const contigOf = contigFinder(genome, onNote);
  if (source.kind === 'genes') {
    const genes = await readGenes(source.path);
    if (genes.length === 0) {
      throw new MegabaseError('gff-format', `${source.path} holds no gene.`);
    }
    return genes.map((gene) => {
      const region = { contig: contigOf(gene.contig), start: gene.start, end: gene.end };
      return { ...region, name: geneName(gene) ?? formatRegion(region), strand: gene.strand };
    });
  }
  const loci: Locus[] = [];
  for (const text of source.texts) {
    if (/\.bed(\.gz)?$/i.test(text)) {
      for (const { contig, start, end, name, strand } of (await readBedRegions(text)).regions) {
        const region = { contig: contigOf(contig), start, end };
        loci.push({ ...region, name: name ?? formatRegion(region), strand: strand ?? '.' });
      }
      continue;
    }
    for (const region of await readRegions([text], genome, onNote)) {
      loci.push({ ...region, name: formatRegion(region), strand: '.' });
    }
  }
  return loci;
}
