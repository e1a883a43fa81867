import { rmSync } from 'node:fs';
import type { Locations } from '../../home/index.ts';
import { cachedAlleles, type AlleleTracks } from '../../analysis/variants/index.ts';
import { RowTable } from './rows/index.ts';
import type { LoadedModels, OpenCache } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';
import { type SavedVariantSet, rowsPath } from '../saved/index.ts';

/** Tables and alleles that are held ready, those used last. */
const held = { tables: 3, alleles: 8 };

interface VariantTablesContext {
  readonly locations: Locations;
  readonly models: LoadedModels;
  readonly cache: OpenCache;
}

/** The rows of scored variants, read once for many questions. */
export class VariantTables {
  readonly #tools: VariantTablesContext;
  readonly #tables = new Map<string, Promise<RowTable>>();
  readonly #alleles = new Map<string, Promise<AlleleTracks>>();

  constructor(tools: VariantTablesContext) {
    this.#tools = tools;
  }

  /** Error: `cache-missing` where the rows are gone. */
  table(set: SavedVariantSet): Promise<RowTable> {
    return remember(this.#tables, set.rows, held.tables, () => RowTable.open(this.#path(set)));
  }

  /** Errors: those of `cachedAlleles` and of `table`. */
  alleles(set: SavedVariantSet, row: number, project: OpenProject): Promise<AlleleTracks> {
    return remember(this.#alleles, `${set.rows} ${row}`, held.alleles, async () => {
      const { models, cache } = this.#tools;
      const variant = await (await this.table(set)).row(row);
      const { model, tolerance } = set.request;
      const environment = { genome: project.genome, model: await models.load(model) };
      return cachedAlleles(variant, tolerance, { ...environment, cache: cache.get() });
    });
  }

  delete(set: SavedVariantSet): void {
    this.#tables.delete(set.rows);
    rmSync(this.#path(set), { force: true });
  }

  #path(set: SavedVariantSet): string {
    return rowsPath(set, this.#tools.locations);
  }
}

/** What was made before, or is made now; of the others those used longest ago are forgotten. */
function remember<T>(
  known: Map<string, Promise<T>>,
  key: string,
  most: number,
  make: () => Promise<T>,
): Promise<T> {
  const value = known.get(key) ?? make();
  known.delete(key);
  known.set(key, value);
  // What could not be read now may be there later.
  value.catch(() => known.delete(key));
  for (const oldest of [...known.keys()].slice(0, -most)) known.delete(oldest);
  return value;
}
