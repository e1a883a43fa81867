import { defined, type FileFormat, type FoundPlace, type Region } from '../../contract/index.ts';
import { gff3Features, gtfFeatures, type GffFeature } from '../../formats/gff/index.ts';
import { readBed } from '../../formats/bed/index.ts';
import { formatOf } from '../../formats/track-file/index.ts';

/** A feature that can be looked up. */
export interface NamedFeature extends FoundPlace {
  /** `gene`, `promoter`, ... */
  readonly type: string;
  /** Lower case. */
  readonly names: readonly string[];
}

const readers: Partial<Record<FileFormat, (path: string) => Promise<NamedFeature[]>>> = {
  gff3: (path) => namedLines(gff3Features(path), namesInGff3),
  gtf: namedInGtf,
  bed: namedInBed,
};

/** Whether the file, by its name, is of a format in which features have names. */
export function hasNames(path: string): boolean {
  return reader(path) !== undefined;
}

/** The named features of an annotation. Errors: `gff-format`, `bed-format`, `file-unreadable`. */
export async function readNamedFeatures(path: string): Promise<readonly NamedFeature[]> {
  return (await reader(path)?.(path)) ?? [];
}

function reader(path: string) {
  const format = formatOf(path);
  return format && readers[format];
}

/** Pieces of a transcript: nobody looks for one of them by name. */
const pieces = /^(exon|CDS|intron|start_codon|stop_codon|Selenocysteine|.*UTR)$/i;

/** Attributes that name a feature of GFF3, as Ensembl, NCBI, SGD and their like write them. */
const symbols = ['gene_name', 'gene'];
const others = ['ID', 'Alias', 'gene_synonym', 'locus_tag', 'standard_name'];

/** The first name is shown: of a gene its symbol before its systematic name. */
function namesInGff3(type: string): readonly string[] {
  const isGene = /gene$/i.test(type);
  return isGene ? [...symbols, 'Name', ...others] : ['Name', ...symbols, ...others];
}

/** `keysOf`: the attributes that name a feature of a type; the first that it has is shown. */
async function namedLines(
  features: AsyncIterable<GffFeature>,
  keysOf: (type: string) => readonly string[],
): Promise<NamedFeature[]> {
  const named: NamedFeature[] = [];
  for await (const { contig, start, end, type, attributes } of features) {
    if (pieces.test(type)) continue;
    const names = [...new Set(keysOf(type).flatMap((key) => attributes[key] ?? []))];
    if (names.length > 0) named.push(nameFeature({ contig, start, end }, type, names));
  }
  return named;
}

/** Many files of GTF have lines for exons alone: there a gene is as long as its exons together. */
async function namedInGtf(path: string): Promise<NamedFeature[]> {
  const genes = new Map<string, { region: Region; names: string[]; hasLine: boolean }>();
  const lines = async function* () {
    for await (const feature of gtfFeatures(path)) {
      const { contig, start, end, type, attributes } = feature;
      const { gene_id: ids = [], gene_name: names = [] } = attributes;
      // One gene may lie on two contigs: X and Y.
      const key = JSON.stringify([contig, ids[0]]);
      const gene = genes.get(key);
      const region = {
        contig,
        start: Math.min(start, gene?.region.start ?? start),
        end: Math.max(end, gene?.region.end ?? end),
      };
      const hasLine = type === 'gene' || gene?.hasLine === true;
      genes.set(key, { region, names: [...names, ...ids], hasLine });
      yield feature;
    }
  };
  const keys = ['transcript_name', 'gene_name', 'transcript_id', 'gene_id'];
  const named = await namedLines(lines(), () => keys);
  for (const { region, names, hasLine } of genes.values()) {
    if (!hasLine && names.length > 0) named.push(nameFeature(region, 'gene', names));
  }
  return named;
}

async function namedInBed(path: string): Promise<NamedFeature[]> {
  const { regions } = await readBed(path);
  return regions.flatMap(({ contig, start, end, name }) =>
    name === undefined ? [] : [nameFeature({ contig, start, end }, 'region', [name])],
  );
}

function nameFeature(region: Region, type: string, names: readonly string[]): NamedFeature {
  const label = `${defined(names[0])} (${type})`;
  return { label, region, type, names: names.map((name) => name.toLowerCase()) };
}
