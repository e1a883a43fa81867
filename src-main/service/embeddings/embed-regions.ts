import { MegabaseError, formatBytes, type Contig, type Region } from '../../contract/index.ts';
import { openNetwork, usefulContext } from '../../model/index.ts';
import {
  embedBins,
  type BinEmbeddings,
  type EmbedSettings,
  type EmbedTools,
} from './embed-bins.ts';
import { tilesOf, type Tile } from './tiles.ts';

/** How regions are read for their embeddings. */
export interface RegionEmbedSettings extends EmbedSettings {
  /** bp read on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/**
 * Embeddings of the whole bins inside some regions, in order. A region of up to a megabase is read
 * with its flanks as a prediction is; a longer one in tiles, each bin with half of the useful context
 * on either side.
 *
 * Errors: those of `embedBins`; `contig-unknown`; `memory-short` where they would not fit.
 */
export async function embedRegions(
  regions: readonly Region[],
  { flank, ...settings }: RegionEmbedSettings,
  tools: EmbedTools,
): Promise<BinEmbeddings[]> {
  const { fasta, model } = tools;
  const useful = usefulContext(model.model.manifest);
  const { bin } = settings;
  const tiles = regions.flatMap((region) =>
    tilesOf(region, contigOf(fasta.contigs, region), { flank, useful, bin }),
  );
  expectRoom(tiles, settings, tools);
  const parts: BinEmbeddings[] = [];
  for (const { region, interval } of tiles) {
    parts.push(cutBins(await embedBins(interval, settings, tools), region));
  }
  return parts;
}

/** The bins that lie wholly inside a region. */
function cutBins(embeddings: BinEmbeddings, region: Region): BinEmbeddings {
  const { bin, first, count, width, values } = embeddings;
  const from = Math.max(first, Math.ceil(region.start / bin));
  const to = Math.max(from, Math.min(first + count, Math.floor(region.end / bin)));
  const cut = values.slice((from - first) * width, (to - first) * width);
  return { ...embeddings, first: from, count: to - from, values: cut };
}

function contigOf(contigs: readonly Contig[], { contig }: Region): Contig {
  const found = contigs.find(({ name }) => name === contig);
  if (found) return found;
  throw new MegabaseError('contig-unknown', `The genome has no contig "${contig}".`);
}

/** Share of the memory that embeddings and what is fitted to them may take. */
const memoryShare = 0.4;

function expectRoom(
  tiles: readonly Tile[],
  { bin, memory = process.availableMemory() }: EmbedSettings,
  { model }: EmbedTools,
): void {
  const { network, close } = openNetwork(model.model);
  close();
  const bases = tiles.reduce((sum, { region }) => sum + region.end - region.start, 0);
  const bytes = (bases / bin) * network.d * 4;
  if (bytes <= memoryShare * memory) return;
  throw new MegabaseError(
    'memory-short',
    `The embeddings of ${bases.toLocaleString('en-US')} bp in bins of ${bin} bp take ` +
      `${formatBytes(bytes)}; ${formatBytes(memoryShare * memory)} may be used.`,
  );
}
