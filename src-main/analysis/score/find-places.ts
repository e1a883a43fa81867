import { formatRegion, MegabaseError, type Region } from '../../contract/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import { contigFinder, geneName, readGenes } from '../effects/index.ts';

import type { Genome } from '../../formats/genome/index.ts';
import type { Place } from './place.ts';

/** What is scored: regions as people write them and BED files, or the genes of a GFF3 or GTF file. */
export type PlaceSource =
  | { readonly kind: 'regions'; readonly texts: readonly string[] }
  | { readonly kind: 'genes'; readonly path: string };

/** In their files' order, with the genome's own names of contigs. Errors: those of the readers. */
export async function findPlaces(
  source: PlaceSource,
  tools: {
    readonly fasta: Genome;
    readonly onNote: (note: string) => void;
    regions(texts: readonly string[]): Promise<Region[]>;
  },
): Promise<Place[]> {
  const contigOf = contigFinder(tools.fasta, tools.onNote);
  if (source.kind === 'genes') {
    const genes = await readGenes(source.path);
    if (genes.length === 0) {
      throw new MegabaseError('gff-format', `${source.path} holds no gene.`);
    }
    return genes.map((gene) => {
      const place = { contig: contigOf(gene.contig), start: gene.start, end: gene.end };
      return { ...place, name: geneName(gene) ?? formatRegion(place), strand: gene.strand };
    });
  }
  const places: Place[] = [];
  for (const text of source.texts) {
    if (/\.bed(\.gz)?$/i.test(text)) {
      for (const { contig, start, end, name, strand } of (await readBedRegions(text)).regions) {
        const place = { contig: contigOf(contig), start, end };
        places.push({ ...place, name: name ?? formatRegion(place), strand: strand ?? '.' });
      }
      continue;
    }
    for (const place of await tools.regions([text])) {
      places.push({ ...place, name: formatRegion(place), strand: '.' });
    }
  }
  return places;
}
