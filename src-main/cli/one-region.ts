import { MegabaseError, type Region } from '../contract/index.ts';
import type { OpenEnvironment } from '../analysis/environment/index.ts';

/** The one region that `--region` names. Errors: `usage`; those of `OpenEnvironment.regions`. */
export async function oneRegion(
  { regions }: Pick<OpenEnvironment, 'regions'>,
  text: string,
): Promise<Region> {
  const [region, ...more] = await regions([text]);
  if (region === undefined || more.length > 0) {
    throw new MegabaseError('usage', `--region ${text}: expected one region.`);
  }
  return region;
}
