import { MegabaseError, type Contig, type Region } from '../../contract/index.ts';
import { parseRegion, placeFeatures } from '../../sequence/index.ts';
import type { GffFeature } from '../../formats/gff/index.ts';
import { nearNames } from '../records/index.ts';
import { readGenes } from './genes.ts';
import { geneTargets } from './targets.ts';

/** A place by the name that a person gave it. */
export interface NamedPlace extends Region {
  readonly name: string;
  /** The same where it is a gene's. */
  readonly gene?: string | undefined;
}

/**
 * The one place that a person names: a gene of an annotation, which stands for where it starts (see
 * `geneTargets`), or a region. Errors: `usage` where there is no such gene, or several; those of
 * `parseRegion`, `readGenes` and `placeFeatures`.
 *
 * @param path GFF3 or GTF; without one every name is a region
 */
export async function findPlace(
  name: string,
  path: string | undefined,
  {
    contigs,
    onNote,
    prefer,
  }: {
    readonly contigs: readonly Contig[];
    onNote: (note: string) => void;
    /** Of genes of one name the one of this contig. */
    readonly prefer?: string | undefined;
  },
): Promise<NamedPlace> {
  if (path === undefined) return { ...parseRegion(name, contigs, onNote), name };
  const all = await readGenes(path);
  const features = calledLike(name, all);
  if (features.length === 0) {
    // What is written as a region is one.
    const isRegion = /:\s*[\d,]+/.test(name) || contigs.some((one) => one.name === name);
    if (isRegion) return { ...parseRegion(name, contigs, onNote), name };
    const near = nearNames(name, [...new Set(all.flatMap(namesOf))]);
    const hint = near.length > 0 ? `; near: ${near.join(', ')}` : '';
    const message = `${path} has no gene "${name}"${hint}.`;
    throw new MegabaseError('usage', message, { file: path, found: name });
  }
  const genes = placeFeatures({ path, features, unit: 'gene', partly: true }, contigs, onNote);
  const starts = contigs.flatMap(({ name: contig, length }) =>
    geneTargets(genes, { contig, start: 0, end: length }),
  );
  const preferred = starts.filter(({ contig }) => contig === prefer);
  const places = preferred.length > 0 ? preferred : starts;
  const [place, another] = places;
  if (place && !another) {
    const { contig, start, end } = place;
    return { contig, start, end, name, gene: name };
  }
  throw new MegabaseError(
    'usage',
    place
      ? `${path} has ${places.length} genes "${name}": name one of them by its ID or a region.`
      : `The gene "${name}" of ${path} starts within 64 bp of an end of its contig: name a region.`,
    { file: path, found: name },
  );
}

/** Attributes that name one gene, and those that may name several. */
const names = ['ID', 'Name', 'gene_name', 'gene', 'gene_id', 'locus_tag', 'standard_name'];
const aliases = ['Alias'];

/**
 * Genes by their names as they are written, else in any case, else by an alias: of a fly `h` and `H` are
 * two genes, and what one is called an older name of another may be.
 */
function calledLike(name: string, genes: readonly GffFeature[]): readonly GffFeature[] {
  const wanted = name.toLowerCase();
  const inAnyCase = (one: string) => one.toLowerCase() === wanted;
  const ranks: readonly ((gene: GffFeature) => boolean)[] = [
    (gene) => valuesOf(gene, names).includes(name),
    (gene) => valuesOf(gene, names).some(inAnyCase),
    (gene) => valuesOf(gene, aliases).includes(name),
    (gene) => valuesOf(gene, aliases).some(inAnyCase),
  ];
  for (const isCalled of ranks) {
    const found = genes.filter(isCalled);
    if (found.length > 0) return found;
  }
  return [];
}

function namesOf(gene: GffFeature): string[] {
  return valuesOf(gene, [...names, ...aliases]);
}

function valuesOf({ attributes }: GffFeature, keys: readonly string[]): string[] {
  return keys.flatMap((key) => attributes[key] ?? []);
}
