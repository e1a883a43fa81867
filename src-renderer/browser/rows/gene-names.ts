import type { IgvTrack } from '../igv-types.ts';

/** A feature of an annotation as igv reads it from GFF or GTF. */
interface AnnotatedFeature {
  name?: string;
  readonly type?: string;
  /** Of a transcript: the gene that it is of, which is not drawn beside it. */
  readonly geneObject?: AnnotatedFeature;
  getAttributeValue?(name: string): string | undefined;
  /** What a click on it tells. */
  popupData?(location: number): readonly unknown[];
}

/** What holds a symbol, the one that a biologist says first: Ensembl's GTF, NCBI's and SGD's GFF, Ensembl's GFF. */
const symbols = ['gene_name', 'gene', 'Name'];

const isGenic = /gene|rna|transcript/i;

/** Has transcripts bear the symbol of their gene: igv names them by their own number. */
export function nameByGene(track: IgvTrack): void {
  const source = track.featureSource;
  if (!source) return;
  const getFeatures = source.getFeatures.bind(source);
  source.getFeatures = async (request) => {
    const features = await getFeatures(request);
    if (Array.isArray(features)) features.forEach(nameFeature);
    return features;
  };
}

function nameFeature(feature: AnnotatedFeature): void {
  const { geneObject, type = '' } = feature;
  const gene = geneObject ?? (isGenic.test(type) ? feature : undefined);
  const symbol = gene && symbolOf(gene);
  const { name: systematic } = feature;
  if (!symbol || symbol === systematic) return;
  feature.name = symbol;
  const popupData = feature.popupData?.bind(feature);
  // Of a transcript, igv's card tells all of the gene's own first.
  if (!popupData || !systematic || geneObject) return;
  // igv tells the name in place of the attribute, which is the one that databases go by.
  feature.popupData = (location) => withSystematicName(popupData(location), systematic);
}

/** igv's card of a feature, with the name that the symbol stands for behind its first line, the symbol. */
function withSystematicName(card: readonly unknown[], name: string): unknown[] {
  const values = card.map((row) => (row as { value?: unknown } | null)?.value);
  if (values.includes(name)) return [...card];
  const [first, ...others] = card;
  return [first, { name: 'Systematic name', value: name }, ...others];
}

/** Absent of a gene without one. */
export function symbolOf(gene: AnnotatedFeature): string | undefined {
  return symbols.map((name) => gene.getAttributeValue?.(name)).find(Boolean);
}
