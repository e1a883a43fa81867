import { MegabaseError, type Region } from '../../contract/index.ts';
import { isWholeGenome, type OpenEnvironment } from '../../analysis/environment/index.ts';

/** The region that `--region` names; undefined for `all`, the whole genome. Errors: those of `oneRegion`. */
export async function oneRegionOrAll(
  environment: Pick<OpenEnvironment, 'regions' | 'genome'>,
  text: string | undefined,
): Promise<Region | undefined> {
  if (text === undefined || isWholeGenome(text, environment.genome.contigs)) return undefined;
  return oneRegion(environment, text);
}

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
