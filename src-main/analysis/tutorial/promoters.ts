import { readGff3 } from '../../formats/gff/index.ts';

/** A promoter of the tutorial genome, with what the annotation knows of it. */
export interface TutorialPromoter {
  readonly contig: string;
  /** Middle of the motif, 0-based. */
  readonly position: number;
  /** The annotation's word on whether it is active. */
  readonly active: boolean;
  /** bp to the nearest enhancer of its own domain; undefined where the domain has none. */
  readonly enhancerDistance: number | undefined;
}

/** The promoters of a contig from the tutorial's annotation; insulators bound its domains. */
export async function readPromoters(path: string, contig: string): Promise<TutorialPromoter[]> {
  const features = await readGff3(path);
  const here = features.filter((feature) => feature.contig === contig);
  const ofType = (type: string) => here.filter((feature) => feature.type === type);
  const active = new Set(
    ofType('gene')
      .filter(({ attributes }) => attributes['active']?.[0] === 'true')
      .map(({ attributes }) => attributes['promoter']?.[0]),
  );
  const borders = ofType('insulator').map(({ start }) => start);
  const domainOf = (position: number) => borders.filter((border) => border <= position).length;
  const enhancers = ofType('enhancer').map(middle);
  return ofType('promoter').map((feature) => {
    const position = middle(feature);
    const distances = enhancers
      .filter((enhancer) => domainOf(enhancer) === domainOf(position))
      .map((enhancer) => Math.abs(enhancer - position));
    return {
      contig,
      position,
      active: active.has(feature.attributes['ID']?.[0]),
      enhancerDistance: distances.length > 0 ? Math.min(...distances) : undefined,
    };
  });
}

function middle({ start, end }: { readonly start: number; readonly end: number }): number {
  return Math.floor((start + end) / 2);
}
