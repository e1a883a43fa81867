import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { defined, type GeneAgreement, type Span, type Strand } from '../../contract/index.ts';
import { readGff3, type GffFeature } from '../../formats/gff/index.ts';
import { makeDraft, type Draft } from './draft.ts';

/** A gene that is not dubious, with its coding parts in order. 0-based half-open. */
export interface YeastGene extends Span {
  readonly name: string;
  readonly strand: '+' | '-';
  readonly coding: readonly Span[];
}

/** The yeast region that ships, and the same with errors put in. */
export interface YeastRegion {
  readonly contig: string;
  readonly sequence: string;
  readonly annotation: string;
  readonly features: readonly GffFeature[];
  readonly genes: readonly YeastGene[];
  readonly draft: Draft;
  readonly draftGenes: readonly YeastGene[];
}

/** Contig of the region with errors put in. */
export const draftContig = 'draft';

/** One wrong insertion or deletion in 100 bp, the same each time. */
const draftErrors = { seed: 5, every: 100 } as const;

/** Errors: those of the readers. */
export async function readYeastRegion(resources: string): Promise<YeastRegion> {
  const path = (name: string) => join(resources, 'yeast', name);
  const fasta = await readFile(path('yeast-chrXI.fa'), 'utf8');
  const annotation = await readFile(path('yeast-chrXI.gff3'), 'utf8');
  const features = await readGff3(path('yeast-chrXI.gff3'));
  const [header = '', ...lines] = fasta.split('\n');
  const sequence = lines.join('');
  const draft = makeDraft(sequence, draftErrors);
  const genes = annotatedGenes(features);
  return {
    ...{ contig: defined(/^>(\S+)/.exec(header)?.[1]), sequence, annotation, features },
    ...{ genes, draft, draftGenes: genesOnDraft(genes, draft) },
  };
}

/** The genes of the region's annotation but for those that are dubious. */
function annotatedGenes(features: readonly GffFeature[]): YeastGene[] {
  return features
    .filter(({ type, attributes }) => {
      return type === 'gene' && attributes['orf_classification']?.[0] !== 'Dubious';
    })
    .map(({ start, end, strand, attributes }) => {
      const id = defined(attributes['ID']?.[0]);
      const coding = features
        .filter(({ type, attributes }) => type === 'CDS' && attributes['ID']?.[0] === `${id}.cds`)
        .map((part) => ({ start: part.start, end: part.end }))
        .sort((a, b) => a.start - b.start);
      const name = attributes['Name']?.[0] ?? id;
      return { name, start, end, strand: strand === '-' ? '-' : '+', coding };
    });
}

function genesOnDraft(genes: readonly YeastGene[], { map }: Draft): YeastGene[] {
  const lift = <T extends Span>(place: T): T => ({
    ...place,
    start: defined(map.toEdited(place.start)).position,
    end: defined(map.toEdited(place.end - 1)).position + 1,
  });
  return genes.map((gene) => ({ ...lift(gene), coding: gene.coding.map(lift) }));
}

/** The annotated genes of whose coding bases half or more lie in calls of their strand, and the others. */
export function compareGenes(
  calls: readonly (Span & { readonly strand: Strand })[],
  genes: readonly YeastGene[],
): GeneAgreement {
  const missed = genes.filter((gene) => {
    const covered = calls.reduce((sum, call) => sum + sharedCoding(call, gene), 0);
    return covered < codingLength(gene) / 2;
  });
  return {
    genes: genes.length,
    found: genes.length - missed.length,
    missed: missed.map(({ name }) => name),
  };
}

/** bp of a gene's coding parts that lie in a call of its strand. */
export function sharedCoding(
  call: Span & { readonly strand: Strand },
  { strand, coding }: YeastGene,
): number {
  if (call.strand !== strand) return 0;
  return coding.reduce((sum, { start, end }) => {
    return sum + Math.max(0, Math.min(end, call.end) - Math.max(start, call.start));
  }, 0);
}

export function codingLength({ coding }: YeastGene): number {
  return coding.reduce((sum, { start, end }) => sum + end - start, 0);
}
