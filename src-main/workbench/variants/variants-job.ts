import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { formatRegion, type ProviderChoice } from '../../contract/index.ts';
import { findBackground, scoreVariants, writeScored } from '../../analysis/variants/index.ts';
import { followEvents, type MadeJob, type Work } from '../jobs/index.ts';
import { jobEnvironment, type ProjectJobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';
import { type VariantRequest, rowsPath } from '../saved/index.ts';
import { writeRowFile } from './rows/index.ts';
import { variantSetId, variantsSpec } from './variant-request.ts';

/**
 * Scoring variants as a job. Rows are kept once all are there; what was computed before a failure is
 * found in the cache when it is tried again. With `instead` the set takes the place of that one.
 */
export function variantsJob(
  request: VariantRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: ProjectJobContext,
  instead?: string,
): MadeJob {
  const { locations, models, limits } = tools;
  const { region, source } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async (job) => {
    const { signal } = job;
    const { genome } = project;
    const model = await models.load(request.model);
    const background = findBackground(locations.backgrounds, model.identity);
    const events = scoreVariants(
      jobEnvironment(project, model, tools),
      { ...variantsSpec(request, project.document, { provider, ...limits() }), background },
      signal,
    );
    const rows = `${randomUUID()}.jsonl`;
    const path = rowsPath({ rows }, locations);
    const { summary, written: head } = await writeScored(
      events,
      followEvents(job),
      async (head, records) => {
        const contigs = genome.contigs.map((contig) => contig.name);
        await writeRowFile(path, { ...head, contigs }, records, signal);
        return head;
      },
    );
    if (job.isAhead()) {
      rmSync(path, { force: true });
      return {};
    }
    // Of records each row has its own reason.
    if (request.haplotypes) summary.refusals.lines().forEach(job.note);
    const id = variantSetId(request);
    const { scored, unscored, unfamiliar } = summary;
    const { tracks, labels = [] } = head;
    const before = project.variantSets.add(
      {
        ...{ id, request, rows, model: model.identity, tracks: tracks.map((one) => one.id) },
        ...(labels.length > 0 ? { labels: [...labels] } : {}),
        ...(background ? { ranked: background.sources } : {}),
        ...(unfamiliar.count > 0 ? { unfamiliar } : {}),
        ...{ scored, unscored, createdAt: new Date().toISOString(), shown: true },
      },
      instead,
    );
    for (const set of before) rmSync(rowsPath(set, locations), { force: true });
    tools.onFinished();
    const counted = `${scored.toLocaleString('en-US')} scored, ${unscored.toLocaleString('en-US')} skipped`;
    return { variants: id, result: `${counted}.` };
  };
  const where = region ? ` in ${formatRegion(region)}` : '';
  return {
    kind: 'variants',
    title: `Variants of ${basename(source)}${where} with ${name}`,
    region,
    work,
  };
}
