import { allotment } from '../../home/index.ts';
import {
  contigNamed,
  MegabaseError,
  formatBytes,
  type Contig,
  type Region,
} from '../../contract/index.ts';
import { allowedMemory } from '../../engine/index.ts';
import { describeNetwork, usefulContext } from '../../model/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { runAnalysis, type AnalysisEvent } from '../events/index.ts';
import { embedBins, type BinEmbeddings, type EmbedSettings } from './embed-bins.ts';
import { mergeRegions, regionGroups } from './region-groups.ts';
import { embedTiles } from './tiles.ts';

/** Regions whose embeddings are wanted. */
export interface EmbedSpec extends EmbedSettings {
  readonly regions: readonly Region[];
  /** bp read on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
}

/**
 * Embeddings of the whole bins inside some regions, by contig and place, each bin once. Neighbouring
 * regions are read as one, up to a megabase, with their flanks as a prediction is; longer ones in
 * tiles, each bin with half of the useful context on either side.
 *
 * Errors: those of reading and of the pass; `contig-unknown`; `memory-limit` or `memory-short` where they would not fit.
 */
export function embedRegions(
  environment: Environment,
  spec: EmbedSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<BinEmbeddings[]>> {
  return runAnalysis(signal, (running) => embedAll(spec, { ...environment, ...running }));
}

async function embedAll(
  { regions, flank, ...settings }: EmbedSpec,
  context: AnalysisContext,
): Promise<BinEmbeddings[]> {
  const { genome, model } = context;
  const useful = usefulContext(model.model.manifest);
  const { bin } = settings;
  const merged = mergeRegions(regions);
  expectRoom(merged, settings, context);
  const parts: BinEmbeddings[] = [];
  for (const { span, regions: inSpan } of regionGroups(merged, useful ?? 0)) {
    const contig = contigOf(genome.contigs, span);
    for (const { region: tile, interval } of embedTiles(span, contig, { flank, useful, bin })) {
      const embeddings = await embedBins(interval, settings, context);
      for (const { start, end } of inSpan) {
        const wanted = { start: Math.max(start, tile.start), end: Math.min(end, tile.end) };
        const part = cutBins(embeddings, wanted);
        if (part.count > 0) parts.push(part);
      }
    }
  }
  return parts;
}

/** The bins that lie wholly inside a region. */
function cutBins(embeddings: BinEmbeddings, region: Pick<Region, 'start' | 'end'>): BinEmbeddings {
  const { bin, first, count, width, values } = embeddings;
  const from = Math.max(first, Math.ceil(region.start / bin));
  const to = Math.max(from, Math.min(first + count, Math.floor(region.end / bin)));
  const cut = values.slice((from - first) * width, (to - first) * width);
  return { ...embeddings, first: from, count: to - from, values: cut };
}

function contigOf(contigs: readonly Contig[], { contig }: Region): Contig {
  const found = contigNamed(contigs, contig);
  if (found) return found;
  throw new MegabaseError('contig-unknown', `The genome has no contig "${contig}".`);
}

/** Share of the memory that embeddings and what is fitted to them may take. */
const memoryShare = 0.4;

function expectRoom(
  regions: readonly Region[],
  settings: EmbedSettings,
  { model }: AnalysisContext,
): void {
  const { bin } = settings;
  const memory = allowedMemory(settings.memory ?? allotment().memory.amount);
  const { d } = describeNetwork(model.model);
  const bases = regions.reduce((sum, { start, end }) => sum + end - start, 0);
  const bytes = (bases / bin) * d * 4;
  if (bytes <= memoryShare * memory) return;
  throw new MegabaseError(
    settings.memory === undefined ? 'memory-short' : 'memory-limit',
    `The embeddings of ${bases.toLocaleString('en-US')} bp in bins of ${bin} bp take ` +
      `${formatBytes(bytes)}; ${formatBytes(memoryShare * memory)} may be used.`,
  );
}
