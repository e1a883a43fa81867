import { basename } from 'node:path';
import {
  defaultThreshold,
  isMegabaseError,
  linksOf,
  unfamiliarText,
  type EffectMap,
  type KnownEffects,
  type Region,
} from '../../contract/index.ts';
import { placeFeatures } from '../../sequence/index.ts';
import {
  effectFormat,
  effectReading,
  findEffects,
  geneName,
  isGene,
  readGenes,
  writeEffectMap,
} from '../effects/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { innerResult, resultOf, textNote } from '../events/index.ts';
import { predict } from '../predict/index.ts';
import { readTutorialEffects } from '../tutorial/index.ts';
import { describeBasis } from './describe-basis.ts';
import { findBases } from './find-bases.ts';
import { basePicture, effectPicture, regionPicture } from './pictures/index.ts';
import type { RegionReportSpec, ReportedEffects } from './report-spec.ts';
import type { RegionReport, ReportGene } from './report.ts';

/** Predicts a region, knocks out its elements where that is wanted, and gathers a report of it. */
export async function reportRegion(
  spec: RegionReportSpec,
  notes: ReadonlySet<string>,
  context: AnalysisContext,
): Promise<RegionReport> {
  const { region, flank, tracks, annotation, effects, maxRows, table, resources } = spec;
  const { genome, model, emit, signal } = context;
  const { provider, threads, scan, chunk, memory, progressEvery } = spec;
  const settings = { provider, threads, scan, chunk, memory, progressEvery };
  // Prediction and knock-outs are of one reading.
  const interval = effects
    ? effectReading({ ...spec, ...effects }, genome, model.model.manifest).interval
    : spec.interval;
  const wanted = { region, tracks, ...(interval ? { interval } : { flank }), ...settings };
  const prediction = await innerResult(predict(context, wanted, signal), emit);
  const found: FoundMap = effects ? await findMap(spec, effects, context) : {};
  const { map, withoutMap } = found;
  const threshold = map && (effects?.threshold ?? defaultThreshold(map));
  if (table && map) {
    const format = effectFormat(table.path);
    await writeEffectMap(map, table.path, { format, threshold: threshold ?? 0, ...table });
  }
  const elements = effects?.elements.kind === 'bed' ? effects.elements.path : undefined;
  const paths = { Annotation: annotation, Targets: effects?.targets, Elements: elements };
  const genes = annotation === undefined ? undefined : await genesIn(region, annotation, context);
  const bases = await findBases(spec, context);
  // The page says it where it is seen first.
  const others = new Set(notes);
  others.delete(unfamiliarText(prediction.run) ?? '');
  const basis = await describeBasis(spec, paths, others, context);
  const truth = basis.isTutorial ? await truthOn(region.contig, resources) : undefined;
  const pictured = { prediction, map, threshold: threshold ?? 0, annotation, truth };
  const pictures = [await regionPicture(pictured, context)];
  const bars = map && (await effectPicture({ map, links: linksOf(map, threshold ?? 0) }));
  if (bars) pictures.push(bars);
  for (const [number, found] of bases.entries()) {
    const own = {
      number: number + 1,
      model: model.identity,
      tracks: basis.card.tracks,
      annotation,
    };
    pictures.push(await basePicture({ ...found, ...own }, context));
  }
  return {
    ...{ kind: 'region', basis, prediction, pictures, maxRows, truth },
    ...{ genes, map, withoutMap, threshold },
    table: map && table && basename(table.path),
  };
}

interface FoundMap {
  readonly map?: EffectMap | undefined;
  readonly withoutMap?: string | undefined;
}

/** The map of a region; where there is nothing to knock out, that in a sentence. */
async function findMap(
  spec: RegionReportSpec,
  effects: ReportedEffects,
  context: AnalysisContext,
): Promise<FoundMap> {
  const { emit, signal } = context;
  const found = { elements: false };
  try {
    const events = findEffects(context, { ...spec, ...effects }, signal);
    const { map } = await resultOf(events, (event) => {
      if (event.kind === 'partial') found.elements = true;
      else emit(event);
    });
    return { map };
  } catch (error) {
    if (found.elements || !isMegabaseError(error) || error.code !== 'no-elements') throw error;
    return { withoutMap: error.message };
  }
}

async function genesIn(
  region: Region,
  path: string,
  { genome, emit }: AnalysisContext,
): Promise<ReportGene[]> {
  const file = { path, features: await readGenes(path), unit: 'gene', partly: true } as const;
  const genes = placeFeatures(file, genome.contigs, (note) => emit(textNote(note)));
  return genes
    .filter((gene) => {
      const { contig, start, end } = gene;
      return isGene(gene) && contig === region.contig && start < region.end && end > region.start;
    })
    .map((gene): ReportGene => {
      const { contig, start, end, strand } = gene;
      return { contig, start, end, strand, name: geneName(gene) ?? `${contig}:${start + 1}` };
    })
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

async function truthOn(contig: string, resources: string): Promise<KnownEffects> {
  const { elements, links } = await readTutorialEffects(resources);
  return {
    elements: elements.filter((element) => element.contig === contig),
    links: links.filter(({ element }) => element.contig === contig),
  };
}
