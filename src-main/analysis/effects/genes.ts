import { gff3Features, gtfFeatures, type GffFeature } from '../../formats/gff/index.ts';

/**
 * The genes of an annotation: GTF where the file's name says so, else GFF3. Many GTF files have lines
 * for exons alone; there a gene is as long as its lines together. Errors: those of the readers.
 */
export async function readGenes(path: string): Promise<GffFeature[]> {
  if (/\.gtf(\.b?gz)?$/i.test(path)) return genesOfGtf(path);
  const genes: GffFeature[] = [];
  for await (const feature of gff3Features(path)) if (isGene(feature)) genes.push(feature);
  return genes;
}

/** `gene`, `pseudogene`, ... */
export function isGene({ type }: GffFeature): boolean {
  return /gene$/i.test(type);
}

/** What people call a gene: its name, else its identifier. */
export function geneName({ attributes }: GffFeature): string | undefined {
  const keys = ['Name', 'gene_name', 'gene', 'ID', 'gene_id'];
  return keys.map((key) => attributes[key]?.[0]).find(Boolean);
}

async function genesOfGtf(path: string): Promise<GffFeature[]> {
  const genes = new Map<string, { gene: GffFeature; hasLine: boolean }>();
  for await (const feature of gtfFeatures(path)) {
    const id = feature.attributes['gene_id']?.[0];
    if (id === undefined) continue;
    // One gene may lie on two contigs: X and Y.
    const key = JSON.stringify([feature.contig, id]);
    const before = genes.get(key);
    if (before?.hasLine) continue;
    const start = Math.min(feature.start, before?.gene.start ?? feature.start);
    const end = Math.max(feature.end, before?.gene.end ?? feature.end);
    const hasLine = isGene(feature);
    genes.set(key, { gene: hasLine ? feature : { ...feature, type: 'gene', start, end }, hasLine });
  }
  return [...genes.values()].map(({ gene }) => gene);
}
