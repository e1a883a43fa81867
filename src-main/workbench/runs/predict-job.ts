import { contigNamed, defined, formatRegion, type PredictRequest } from '../../contract/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { chooseReading, chooseTracks } from '../../model/index.ts';
import { contextEffect, contextWindow } from '../../analysis/context/index.ts';
import { secondsToRead } from '../../analysis/estimate/index.ts';
import { predict } from '../../analysis/predict/index.ts';
import type { FinalTracks } from '../../analysis/run/index.ts';
import { followAnalysis, type MadeJob, type Work } from '../jobs/index.ts';
import { type ProjectJobContext, jobEnvironment } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { SavedRun } from '../saved/index.ts';

/**
 * A prediction as a job: what it is called, and the work it is. A request that cannot be met is
 * refused here; model and genome are looked up again when the work begins, for it may wait long, or
 * be tried once more after one of them was mended. With `instead` the interval of that run is read,
 * and the new run takes its place.
 */
export function predictJob(
  request: PredictRequest,
  project: OpenProject,
  tools: ProjectJobContext,
  instead?: SavedRun,
): MadeJob {
  const { models, limits } = tools;
  const region = parseRegion(request.region, project.genome.contigs);
  const { manifest } = models.library.find(request.model).model;
  const window = request.window && contextWindow(manifest, request.window);
  const tracks = chooseTracks(manifest, request.tracks).map(({ id }) => id);
  const work: Work = async (job) => {
    const { signal } = job;
    const model = await models.load(request.model);
    const { flank, provider } = request;
    const environment = jobEnvironment(project, model, tools);
    const contig = defined(contigNamed(project.genome.contigs, region.contig));
    const read = instead?.interval ?? chooseReading(region, contig, manifest, { flank }).interval;
    const pass = secondsToRead(read.end - read.start, provider, environment);
    job.learn({ pass: pass && (window ? 2 : 1) * pass });
    let live: string | undefined;
    const onFinal = (final: FinalTracks) => {
      if (job.isAhead()) return;
      const { interval, end } = final;
      live = project.runId(final);
      project.live.set(live, final);
      job.update({ live: { run: live, model: model.identity, interval, tracks, end } });
    };
    try {
      const spec = { region, tracks, flank, interval: instead?.interval, provider, ...limits() };
      const prediction = window
        ? await followAnalysis(contextEffect(environment, { ...spec, window }, signal), job)
        : await followAnalysis(predict(environment, spec, signal), job, onFinal);
      if (job.isAhead()) return {};
      const { key, interval } = prediction.run;
      // What the run is called differs from `instead` where model or engine do not compute what they did then.
      const run = project.addRun(
        { key, region, interval, tracks, model: request.model, window },
        instead?.id,
      );
      tools.onFinished();
      return { run };
    } finally {
      if (live !== undefined) project.live.delete(live);
    }
  };
  const what = window ? 'Context effect in ' : '';
  return {
    kind: 'predict',
    title: `${what}${formatRegion(region)} with ${manifest.name}`,
    region,
    work,
  };
}
