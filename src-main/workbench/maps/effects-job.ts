import { formatRegion, type ProviderChoice } from '../../contract/index.ts';
import { findEffects } from '../../analysis/effects/index.ts';
import { EditTimer } from './edit-timer.ts';
import { secondsEach } from './estimate-effects.ts';
import { followAnalysis, type MadeJob, type Work } from '../jobs/index.ts';
import { jobEnvironment, type ProjectJobContext } from '../environment/index.ts';
import { openReadings } from './map-readings.ts';
import { mapId } from './map-request.ts';
import type { OpenProject } from '../project/index.ts';
import type { MapRequest } from '../saved/index.ts';

/** A distal map as a job. With `instead` it takes the place of the map with that id. */
export function effectsJob(
  request: MapRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: ProjectJobContext,
  instead?: string,
): MadeJob {
  const { models, limits } = tools;
  const { region } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async ({ update, note, learn, isAhead, signal }) => {
    const model = await models.load(request.model);
    learn({ each: secondsEach(project.document.maps, model.identity.hash, provider) });
    const readings = await openReadings(request, models);
    const timer = new EditTimer();
    const events = findEffects(
      jobEnvironment(project, model, tools),
      { ...request, readings, provider, ...limits() },
      signal,
    );
    const { map, run } = await followAnalysis(events, {
      note,
      update(change) {
        timer.take(change);
        update(change);
      },
    });
    if (isAhead()) return {};
    const { interval, elements, targets } = map;
    const id = mapId(request);
    project.maps.add(
      {
        ...{ id, request, interval, model: model.identity, run },
        elementCount: elements.length,
        targetCount: targets.length,
        createdAt: new Date().toISOString(),
        ...timer.learnt,
        shown: true,
      },
      instead,
    );
    tools.onFinished();
    return { map: id };
  };
  return {
    kind: 'effects',
    title: `Effects in ${formatRegion(region)} with ${name}`,
    region,
    work,
  };
}
