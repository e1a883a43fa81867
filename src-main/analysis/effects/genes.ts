import { MegabaseError } from '../../contract/index.ts';
import { gff3Features, gtfFeatures, type GffFeature } from '../../formats/gff/index.ts';
import { hasEnding } from '../../formats/bytes/index.ts';

/**
 * The genes of an annotation: GTF where the file's name says so, else GFF3. Many files have no lines for
 * genes: there the transcripts of one parent (GFF3), or the lines of one `gene_id` (GTF), are a gene
 * together. Errors: those of the readers; `gff-format` where there is no gene, with the types that there are.
 */
export async function readGenes(path: string): Promise<GffFeature[]> {
  const isGtf = hasEnding(path, 'gtf');
  const genes = new Map<string, { gene: GffFeature; hasLine: boolean }>();
  const types = new Map<string, number>();
  for await (const feature of isGtf ? gtfFeatures(path) : gff3Features(path)) {
    const count = (types.get(feature.type) ?? 0) + 1;
    types.set(feature.type, count);
    const id = isGtf ? feature.attributes['gene_id']?.[0] : geneIdInGff3(feature, count);
    if (id === undefined) continue;
    // One gene may lie on two contigs: X and Y.
    const key = JSON.stringify([feature.contig, id]);
    const before = genes.get(key);
    const hasLine = isGene(feature);
    if (before?.hasLine && hasLine && !isGtf) {
      // GFF3 writes what is in several places as lines of one ID.
      genes.set(JSON.stringify([feature.contig, id, count]), { gene: feature, hasLine });
    }
    if (before?.hasLine) continue;
    genes.set(key, { gene: hasLine ? feature : mergeInto(before?.gene, feature), hasLine });
  }
  if (genes.size === 0) throw noGene(path, isGtf, types);
  return [...genes.values()].map(({ gene }) => gene);
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

/** The gene that a line of GFF3 is, or that its transcript is of; `count`: its number among its type. */
function geneIdInGff3(feature: GffFeature, count: number): string | undefined {
  const { ID: ids, Parent: parents } = feature.attributes;
  const own = ids?.[0] ?? `${feature.type} ${count}`;
  if (isGene(feature)) return own;
  return /^(mRNA|transcript|.*_transcript)$/i.test(feature.type)
    ? (parents?.[0] ?? own)
    : undefined;
}

/** The gene of some lines, none of which is its own. */
function mergeInto(gene: GffFeature | undefined, feature: GffFeature): GffFeature {
  const { attributes } = feature;
  // The name of a transcript is not that of the gene that it is a part of.
  const { Name: _, ...others } = attributes;
  const parent = attributes['Parent'];
  return {
    ...feature,
    type: 'gene',
    start: Math.min(feature.start, gene?.start ?? feature.start),
    end: Math.max(feature.end, gene?.end ?? feature.end),
    attributes: parent === undefined ? attributes : { ...others, ID: parent },
  };
}

function noGene(path: string, isGtf: boolean, types: ReadonlyMap<string, number>): MegabaseError {
  const shown = 8;
  const sorted = [...types].sort(([, a], [, b]) => b - a);
  const more = sorted.length - shown;
  const found =
    sorted
      .slice(0, shown)
      .map(([type, count]) => `${type} (${count.toLocaleString('en-US')})`)
      .join(', ') + (more > 0 ? ` and ${more} more types` : '');
  const expected = isGtf ? 'lines with a gene_id' : 'lines of type gene, mRNA or transcript';
  return new MegabaseError(
    'gff-format',
    `${path} has no genes: found ${found || 'no features'}, expected ${expected}.`,
    { file: path, found: found || 'no features', expected },
  );
}
