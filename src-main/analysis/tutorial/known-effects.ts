import { join } from 'node:path';
import type { KnownEffects } from '../../contract/index.ts';
import { readBedPairs } from '../../formats/bedpe/index.ts';
import { readGff3 } from '../../formats/gff/index.ts';

/** Every enhancer of the tutorial's genome, and each with the promoters of its domain. */
export async function readTutorialEffects(resources: string): Promise<KnownEffects> {
  const folder = join(resources, 'tutorial');
  const [features, pairs] = await Promise.all([
    readGff3(join(folder, 'tutorial.gff3')),
    readBedPairs(join(folder, 'truth.links.bedpe')),
  ]);
  return {
    elements: features
      .filter(({ type }) => type === 'enhancer')
      .map(({ contig, start, end }) => ({ contig, start, end })),
    links: pairs.map(({ first, second, name, score = 0 }) => {
      return { name, element: first, target: second, score };
    }),
  };
}
