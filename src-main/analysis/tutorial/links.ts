import { join } from 'node:path';
import type { KnownLink } from '../../contract/index.ts';
import { readBedPairs } from '../../formats/bedpe/index.ts';

/** Every enhancer of the tutorial's genome with the promoters of its domain. */
export async function readTutorialLinks(resources: string): Promise<KnownLink[]> {
  const pairs = await readBedPairs(join(resources, 'tutorial', 'truth.links.bedpe'));
  return pairs.map(({ first, second, name, score = 0 }) => {
    return { name, element: first, target: second, score };
  });
}
