import { MegabaseError, type Region } from '../contract/index.ts';
import type { Workspace } from '../analysis/environment/index.ts';

/** The one region that `--region` names. Errors: `usage`; those of `Workspace.regions`. */
export async function oneRegion(workspace: Workspace, text: string): Promise<Region> {
  const [region, ...more] = await workspace.regions([text]);
  if (region === undefined || more.length > 0) {
    throw new MegabaseError('usage', `--region ${text}: expected one region.`);
  }
  return region;
}
