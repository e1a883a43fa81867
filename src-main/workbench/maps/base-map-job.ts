import { formatRegion, type ProviderChoice } from '../../contract/index.ts';
import { baseMapId, findBaseMap } from './base-map-request.ts';
import { EditTimer } from './edit-timer.ts';
import { secondsEach } from './estimate-effects.ts';
import { followAnalysis, type MadeJob, type Work } from '../jobs/index.ts';
import { jobEnvironment, type ProjectJobContext } from '../environment/index.ts';
import type { OpenProject } from '../project/index.ts';
import type { SavedBaseMapRequest } from '../saved/index.ts';

/** A map of bases as a job. With `instead` it takes the place of the map with that id. */
export function baseMapJob(
  request: SavedBaseMapRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: ProjectJobContext,
  instead?: string,
): MadeJob {
  const { models, limits } = tools;
  const { region } = request;
  const { kind } = request.question;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async ({ update, note, learn, signal }) => {
    const model = await models.load(request.model);
    learn({ each: secondsEach(project.document.baseMaps, model.identity.hash, provider) });
    const timer = new EditTimer();
    const job = {
      note,
      update(change: Parameters<typeof update>[0]) {
        timer.take(change);
        update(change);
      },
    };
    const { numbers } = await findBaseMap(
      request,
      { provider, ...limits() },
      jobEnvironment(project, model, tools),
      signal,
      (events) => followAnalysis(events, job),
    );
    const { interval, bases } = numbers;
    const id = baseMapId(request);
    project.baseMaps.add(
      {
        ...{ id, request, interval, model: model.identity },
        createdAt: new Date().toISOString(),
        ...timer.learnt,
        shown: true,
      },
      instead,
    );
    tools.onFinished();
    const count = bases.length;
    return {
      baseMap: id,
      result: `${count.toLocaleString('en-US')} ${count === 1 ? 'base was' : 'bases were'} mapped.`,
    };
  };
  const what = kind === 'mutagenesis' ? 'Mutagenesis' : 'Dependency map';
  return { kind, title: `${what} of ${formatRegion(region)} with ${name}`, region, work };
}
