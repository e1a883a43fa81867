import { basename } from 'node:path';
import type { OpenEnvironment } from '../../analysis/environment/index.ts';
import { counted } from '../../contract/index.ts';

/** What `--regions` names, with a name for reports; undefined without it. Errors: those of regions. */
export async function onlyRegions(
  { regions }: Pick<OpenEnvironment, 'regions'>,
  texts: readonly string[] | undefined,
) {
  if (texts === undefined) return undefined;
  const found = await regions(texts);
  const names = texts.map((text) => basename(text)).join(', ');
  return { name: `${names} (${counted(found.length, 'region')})`, regions: found };
}
