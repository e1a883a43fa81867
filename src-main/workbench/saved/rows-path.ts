import { join } from 'node:path';
import { cacheFolders, type Locations } from '../../home/index.ts';
import type { SavedVariantSet } from './saved-variant-set.ts';

/** Where the rows of scored variants lie. */
export function rowsPath({ rows }: Pick<SavedVariantSet, 'rows'>, { cache }: Locations): string {
  return join(cacheFolders(cache).variants, rows);
}
