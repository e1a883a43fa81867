import type { PredictionCache } from '../../cache/index.ts';
import { formatRegion, type PredictRequest, type Region } from '../../contract/index.ts';
import type { StartComputeProcess } from '../../engine/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { cacheFolders, type Locations } from '../locations.ts';
import { loadModel, type ModelLibrary } from '../model-library.ts';
import { chooseTracks } from '../model-tracks.ts';
import { predictRegion } from '../predict.ts';
import type { Work } from './job-queue.ts';
import type { OpenProject } from './open-project.ts';

export interface PredictJobTools {
  readonly locations: Locations;
  readonly library: ModelLibrary;
  readonly cache: PredictionCache;
  readonly threads: number;
  readonly startComputeProcess?: StartComputeProcess | undefined;
  onFinished(project: OpenProject): void;
}

/** A prediction as a job: what it is called, and the work it is. */
export function predictJob(
  request: PredictRequest,
  project: OpenProject,
  tools: PredictJobTools,
): { title: string; region: Region; work: Work } {
  const { fasta } = project.genome!;
  const region = parseRegion(request.region, fasta.contigs);
  const found = tools.library.find(request.model);
  const tracks = chooseTracks(found.model.manifest, request.tracks).map(({ id }) => id);
  const { graphs, passes } = cacheFolders(tools.locations.cache);
  const work: Work = async ({ update, note, signal }) => {
    const model = await loadModel(found);
    const { flank, provider } = request;
    const settings = { tracks, flank, provider, threads: tools.threads };
    const prediction = await predictRegion(region, settings, {
      ...{ fasta, model, cache: tools.cache, graphs, passes, signal },
      startComputeProcess: tools.startComputeProcess,
      listener: {
        onInterval: () => undefined,
        onBegun: ({ provider, providerNote }) => {
          update({ provider });
          if (providerNote) note(providerNote);
        },
        onProgress: (progress) => update({ progress }),
        onNote: note,
      },
    });
    const { key, interval } = prediction.run;
    const others = project.document.runs.filter((run) => run.key !== key);
    project.change({ runs: [{ key, region, interval, tracks, shown: true }, ...others] });
    tools.onFinished(project);
    return { run: key };
  };
  return { title: `${formatRegion(region)} with ${found.model.manifest.name}`, region, work };
}
