import { resolve } from 'node:path';
import { MegabaseError, type ExportedFile, type ExportGenesRequest } from '../contract/index.ts';
import { checkOutputs } from '../analysis/export/index.ts';
import { resultOf } from '../analysis/events/index.ts';
import { findGenes, geneFormat } from '../analysis/genes/index.ts';
import { cacheFolders } from '../home/index.ts';
import { parseRegion } from '../sequence/index.ts';
import { expectAgreed, filesOfProject } from './agreed-outputs.ts';
import { expectInside } from './export-run.ts';
import type { OpenProject } from './open-project.ts';
import type { JobContext } from './predict-job.ts';

/**
 * Calls genes in a run that the cache holds, for its own region or for parts of it. Errors:
 * `cache-missing`, `region-outside`, and those of `findGenes`.
 */
export async function exportGenes(
  request: ExportGenesRequest,
  project: OpenProject,
  { models, cache, locations, threads }: Omit<JobContext, 'onFinished'>,
  signal: AbortSignal,
): Promise<ExportedFile> {
  const { genome } = project;
  const { key, region, interval } = project.getRun(request.run);
  const model = cache.get().findRun(key)?.model.id;
  if (model === undefined) {
    throw new MegabaseError('cache-missing', 'This run is not kept any more; predict it again.');
  }
  const regions = request.regions?.map((text) => parseRegion(text, genome.contigs)) ?? [region];
  for (const one of regions) expectInside(one, interval);
  const { threshold } = request;
  const path = resolve(request.path);
  const format = geneFormat(path, request.format);
  const standing = await checkOutputs([path], filesOfProject(project, models.library));
  const replaces = expectAgreed(standing, request.replace);
  const { graphs } = cacheFolders(locations.cache);
  const environment = {
    ...{ genome, model: await models.load(model), cache: cache.get(), graphs },
    cachedOnly: true,
  };
  const spec = { regions, interval, threshold, provider: 'auto', threads } as const;
  const events = findGenes(environment, { ...spec, output: { path, format, replaces } }, signal);
  const { genes, file } = await resultOf(events, () => undefined);
  return { path, format, records: genes.length, bytes: file?.bytes ?? 0, leftOut: 0 };
}
