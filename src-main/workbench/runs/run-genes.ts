import { resolve } from 'node:path';
import {
  MegabaseError,
  type ExportedFile,
  type ExportGenesRequest,
  type GeneAgreement,
} from '../../contract/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import {
  findGenes,
  geneFormat,
  type FoundGenes,
  type GeneSpec,
} from '../../analysis/genes/index.ts';
import { compareGenes, draftContig, readYeastRegion } from '../../analysis/tutorial/index.ts';
import { cacheFolders } from '../../home/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { agreedOutputs, type OpenProject } from '../project/index.ts';
import { expectInRun } from './export-run.ts';
import type { JobContext } from '../environment/index.ts';
import { plainRun } from './plain-run.ts';
import type { SavedRun } from '../saved/index.ts';

/**
 * Calls genes in a run that the cache holds, for its own region or for parts of it. Errors:
 * `cache-missing`, `region-outside`, and those of `findGenes`.
 */
export async function exportGenes(
  request: ExportGenesRequest,
  project: OpenProject,
  tools: JobContext,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const { genome } = project;
  const run = plainRun(project, request.run);
  const regions = request.regions?.map((text) => parseRegion(text, genome.contigs)) ?? [run.region];
  for (const one of regions) expectInRun(one, run.interval);
  const { threshold } = request;
  const path = resolve(request.path);
  const format = geneFormat(path, request.format);
  const { library } = tools.models;
  const replaces = await agreedOutputs([path], request.replace, project, library);
  const output = { path, format, replaces };
  const spec = { regions, threshold, output };
  const { genes, file } = await genesOfRun(run, spec, project, tools, signal);
  return { path, format, records: genes.length, bytes: file?.bytes ?? 0, leftOut: 0 };
}

/** Holds the calls of a run over one contig of the yeast guide against its annotation. Errors: as above. */
export async function compareYeastGenes(
  runId: string,
  project: OpenProject,
  tools: JobContext,
  signal: AbortSignal,
): Promise<GeneAgreement> {
  const run = plainRun(project, runId);
  const { genes: known, draftGenes } = await readYeastRegion(tools.locations.resources);
  const { genes } = await genesOfRun(run, { regions: [run.region] }, project, tools, signal);
  return compareGenes(genes, run.region.contig === draftContig ? draftGenes : known);
}

async function genesOfRun(
  { key, interval }: SavedRun,
  spec: Pick<GeneSpec, 'regions' | 'threshold' | 'output'>,
  { genome }: OpenProject,
  { models, cache, locations, limits }: JobContext,
  signal: AbortSignal,
): Promise<FoundGenes> {
  const model = cache.get().findRun(key)?.model.id;
  if (model === undefined) {
    throw new MegabaseError('cache-missing', 'This run is not kept any more; predict it again.');
  }
  const { graphs } = cacheFolders(locations.cache);
  const environment = {
    ...{ genome, model: await models.load(model), cache: cache.get(), graphs },
    cachedOnly: true,
  };
  const settings = { interval, provider: 'auto', ...limits() } as const;
  const events = findGenes(environment, { ...settings, ...spec }, signal);
  return resultOf(events, () => undefined);
}
