import { formatRegion, type ProviderChoice, type Region } from '../contract/index.ts';
import { tokenize } from '../sequence/index.ts';
import { findEffects } from '../analysis/effects/index.ts';
import { cacheFolders } from '../home/index.ts';
import { runKey } from '../analysis/run/index.ts';
import { EditTimer } from './edit-timer.ts';
import { jobListener } from './job-listener.ts';
import type { Work } from './job-run.ts';
import { mapId } from './map-request.ts';
import type { OpenProject } from './open-project.ts';
import type { PredictJobTools } from './predict-job.ts';
import type { MapRequest } from './project-document.ts';

/** A distal map as a job. With `instead` it takes the place of the map with that id. */
export function effectsJob(
  request: MapRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: PredictJobTools,
  instead?: string,
): { title: string; region: Region; work: Work } {
  const { locations, models, threads, startComputeProcess } = tools;
  const { region } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async (job) => {
    const { signal } = job;
    const model = await models.load(request.model);
    const { graphs, passes } = cacheFolders(locations.cache);
    const fasta = project.genome;
    const timer = new EditTimer();
    const listener = jobListener(job);
    const map = await findEffects(
      { ...request, provider, threads },
      {
        ...{ fasta, model, cache: tools.cache.get(), graphs, passes, signal, startComputeProcess },
        listener: {
          ...listener,
          onProgress(progress) {
            timer.hear(progress);
            listener.onProgress(progress);
          },
        },
      },
    );
    const { interval, elements, targets } = map;
    const tokens = tokenize(await fasta.fetch(interval, { signal }));
    const { hash: modelHash } = model.identity;
    const id = mapId(request);
    project.addMap(
      {
        ...{ id, request, interval, model: model.identity },
        run: runKey({ tokens, modelHash, start: interval.start, bin: map.track.bin }),
        elementCount: elements.length,
        targetCount: targets.length,
        createdAt: new Date().toISOString(),
        secondsEach: timer.secondsEach,
        shown: true,
      },
      instead,
    );
    tools.onFinished(project);
    return { map: id };
  };
  return { title: `Effects in ${formatRegion(region)} with ${name}`, region, work };
}
