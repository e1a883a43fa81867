import { formatRegion, type EffectElement, type Region, type Shard } from '../../contract/index.ts';
import type { HeaderNote, PartNote } from '../../formats/output/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { digest, inputTexts, rowPart, spanOfShard } from '../shards/index.ts';
import type { EffectsSpec } from './effect-reading.ts';
import { openSources, type EffectSources } from './effect-sources.ts';

/** What of some regions is computed. */
interface EffectsCut {
  readonly regions: readonly Region[];
  /** Of the one region, where its elements are cut; those of each region where absent. */
  readonly elements?: readonly EffectElement[] | undefined;
  /** All of that region, before they were cut. */
  readonly all?: readonly EffectElement[] | undefined;
  readonly partOf?: ((notes: readonly HeaderNote[]) => PartNote) | undefined;
}

/**
 * The shard of a run: some elements of its one region, or some of its regions, of which those without
 * elements go with the one before them as far as files tell. Error: `usage` for more shards than there are.
 */
export async function cutEffects(
  spec: Omit<EffectsSpec, 'region'> & { readonly regions: readonly Region[] },
  { elementsIn }: EffectSources,
  genome: AnalysisContext['genome'],
): Promise<EffectsCut> {
  const { shard, regions, elements: source } = spec;
  if (shard === undefined) return { regions };
  const files = await inputTexts(genome, {
    elements: source.kind === 'bed' ? source.path : undefined,
    targets: spec.targets,
  });
  const [only, ...others] = regions;
  if (only && others.length === 0) {
    const all = await elementsIn(only);
    const costs = all.map(() => 1);
    const { start, end } = spanOfShard(shard, costs, 'elements');
    const names = all.map(({ name, ...place }) => `${name} ${formatRegion(place)}`);
    const input = `${all.length} elements, ${digest(names)}`;
    const elements = all.slice(start, end);
    return { regions, elements, all, partOf: partOf(shard, input, files) };
  }
  const filled = source.kind === 'track' ? regions : await withElements(regions, elementsIn);
  const costs = filled.map(({ start, end }) => end - start);
  const { start, end } = spanOfShard(shard, costs, 'regions with elements');
  const input = `${regions.length} regions, ${digest(regions.map(formatRegion))}`;
  return { regions: filled.slice(start, end), partOf: partOf(shard, input, files) };
}

/**
 * How many elements a region has, or how many of several regions have some, as far as files tell; undefined
 * where only a prediction does. Errors: those of the readers.
 */
export async function countEffects(
  spec: Omit<EffectsSpec, 'region'> & { readonly regions: readonly Region[] },
  context: AnalysisContext,
): Promise<number | undefined> {
  const { regions, elements } = spec;
  const [only, ...others] = regions;
  if (elements.kind === 'track') return others.length === 0 ? undefined : regions.length;
  const { elementsIn } = await openSources(spec, context);
  if (only && others.length === 0) return (await elementsIn(only)).length;
  return (await withElements(regions, elementsIn)).length;
}

async function withElements(
  regions: readonly Region[],
  elementsIn: EffectSources['elementsIn'],
): Promise<readonly Region[]> {
  const found: Region[] = [];
  for (const region of regions) if ((await elementsIn(region)).length > 0) found.push(region);
  return found;
}

/** Notes of the header that differ from part to part, or that another number of threads may change. */
const ownNotes = new Set(['interval', 'log-likelihood', 'unlike training']);

/** Of the notes those that differ from part to part are left out. */
function partOf(
  shard: Shard,
  input: string,
  files: Readonly<Record<string, string>>,
): EffectsCut['partOf'] {
  return (notes) => {
    const shared = notes.filter(({ key }) => !ownNotes.has(key));
    return rowPart('effects', shard, shared, { files, input });
  };
}
