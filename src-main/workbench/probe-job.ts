import { join } from 'node:path';
import { MegabaseError, type ProbeFitRequest } from '../contract/index.ts';
import { cacheFolders } from '../home/index.ts';
import { expectNoHead, fitProbe, isHeadId, writeProbe } from '../analysis/probe/index.ts';
import { jobListener } from './job-listener.ts';
import type { Work } from './job-run.ts';
import type { OpenProject } from './open-project.ts';
import type { VerifyJobTools } from './verify-job.ts';

/** A probe's fit as a job; what cannot be its name is refused here. Error: `usage`. */
export function probeJob(
  request: ProbeFitRequest,
  project: OpenProject,
  { locations, models, threads, startComputeProcess }: VerifyJobTools,
): { title: string; work: Work } {
  const { id, name, model: modelId, provider, bin, ...asked } = request;
  if (!isHeadId(id)) {
    const why = 'letters, digits, dots, dashes and underscores make the name of a head';
    throw new MegabaseError('usage', `"${id}" cannot be the name: ${why}.`);
  }
  const folder = join(models.library.heads.folder, id);
  expectNoHead(folder);
  const { name: modelName } = models.library.find(modelId).model.manifest;
  const work: Work = async (job) => {
    const { signal } = job;
    const model = await models.load(modelId);
    const { graphs, passes, embeddings } = cacheFolders(locations.cache);
    const listener = jobListener(job);
    const probe = await fitProbe(
      asked,
      { bin, provider, threads },
      {
        ...{ fasta: project.genome, model, graphs, passes, embeddings },
        ...{ signal, startComputeProcess, listener: { ...listener, onInterval: () => undefined } },
      },
    );
    await writeProbe(probe, folder, { id, name }, model);
    const [first] = Object.entries(probe.report.tracks[0]!.metrics)[0]!;
    const value = probe.report.tracks[0]!.metrics[first]!.value.toFixed(3);
    return {
      probe: { model: `${modelId}+${id}`, report: probe.report },
      result: `${first === 'auroc' ? 'AUROC' : 'R2'} ${value} on ${probe.report.heldOut}.`,
    };
  };
  return { title: `Probe ${name} on ${modelName}`, work };
}
