import { type Region, type ScoredGene, type Span } from '../../../contract/index.ts';
import { gff3Features, gtfFeatures, type GffFeature } from '../../../formats/gff/index.ts';
import { placeFeatures } from '../../../sequence/index.ts';
import { geneName, readGenes } from '../../effects/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { textNote } from '../../events/index.ts';
import { hasEnding } from '../../../formats/bytes/index.ts';

/** A gene of an annotation with the exons of all its transcripts. */
export interface AnnotatedGene extends Region, ScoredGene {
  /** Sorted by their starts; the gene itself where there are none. */
  readonly exons: readonly Span[];
  /** First and last bases of the exons, 0-based. */
  readonly sites: ReadonlySet<number>;
}

/** The genes of an annotation, by place. */
export class Annotation {
  readonly #byContig = new Map<string, AnnotatedGene[]>();

  constructor(genes: readonly AnnotatedGene[]) {
    for (const gene of genes) {
      const own = this.#byContig.get(gene.contig);
      if (own) own.push(gene);
      else this.#byContig.set(gene.contig, [gene]);
    }
  }

  /** Those that overlap a region, in their file's order. */
  overlapping({ contig, start, end }: Region): AnnotatedGene[] {
    const own = this.#byContig.get(contig) ?? [];
    return own.filter((gene) => gene.start < end && gene.end > start);
  }

  /**
   * Reads a GFF3 or GTF file. Exons are lines of type `exon`, of a gene without any its `CDS`. Errors: those
   * of `readGenes` and `placeFeatures`.
   */
  static async read(
    path: string,
    { genome, emit }: Pick<AnalysisContext, 'genome' | 'emit'>,
  ): Promise<Annotation> {
    const found = await readGenes(path);
    const parts = await readParts(path);
    const genes = placeFeatures(
      { path, features: found, unit: 'gene', partly: true },
      genome.contigs,
      (note) => emit(textNote(note)),
    );
    return new Annotation(genes.map((gene) => annotated(gene, parts)));
  }
}

function annotated(gene: GffFeature, parts: Parts): AnnotatedGene {
  const { contig, start, end, strand, attributes } = gene;
  const key = attributes['ID']?.[0] ?? attributes['gene_id']?.[0];
  const own = key === undefined ? undefined : (parts.exons.get(key) ?? parts.coding.get(key));
  // An id may be of genes on two contigs: X and Y.
  const exons = (own ?? []).filter((one) => one.start >= start && one.end <= end);
  const name = geneName(gene) ?? `${contig}:${start + 1}-${end}`;
  const id = attributes['gene_id']?.[0] ?? attributes['ID']?.[0] ?? name;
  const all = exons.length > 0 ? exons.toSorted((a, b) => a.start - b.start) : [{ start, end }];
  const sites = new Set(exons.flatMap((exon) => [exon.start, exon.end - 1]));
  return { contig, start, end, strand, id, name, exons: all, sites };
}

interface Parts {
  /** By the ID of the gene. */
  readonly exons: ReadonlyMap<string, readonly Span[]>;
  readonly coding: ReadonlyMap<string, readonly Span[]>;
}

async function readParts(path: string): Promise<Parts> {
  const isGtf = hasEnding(path, 'gtf');
  const parents = new Map<string, string>();
  const found: { readonly type: string; readonly parent: string; readonly span: Span }[] = [];
  for await (const { type, start, end, attributes } of isGtf
    ? gtfFeatures(path)
    : gff3Features(path)) {
    const isPart = type === 'exon' || type === 'CDS';
    const parentIds = isGtf ? attributes['gene_id'] : attributes['Parent'];
    const [id] = attributes['ID'] ?? [];
    if (!isPart && !isGtf && id !== undefined && parentIds?.[0] !== undefined) {
      parents.set(id, parentIds[0]);
    }
    if (isPart) {
      for (const parent of parentIds ?? []) found.push({ type, parent, span: { start, end } });
    }
  }
  const geneOf = (id: string): string => {
    let own = id;
    // A file may name an ancestor as a parent of its own: no chain is longer than that of a gene's exon.
    for (let step = 0; step < 4; step++) own = parents.get(own) ?? own;
    return own;
  };
  const ofType = (type: string) =>
    Map.groupBy(
      found.filter((one) => one.type === type),
      ({ parent }) => geneOf(parent),
    );
  const spans = (groups: Map<string, typeof found>) =>
    new Map([...groups].map(([gene, parts]) => [gene, parts.map(({ span }) => span)]));
  return { exons: spans(ofType('exon')), coding: spans(ofType('CDS')) };
}
