import { resolve } from 'node:path';
import {
  isFigureFormat,
  type EffectsRequest,
  type EffectMethods,
  defaultThreshold,
} from '../../contract/index.ts';
import { effectFormat, effectNotes, writeEffectMap } from '../../analysis/effects/index.ts';
import { writeEffectBars } from '../../analysis/figure/index.ts';
import { readTutorialEffects } from '../../analysis/tutorial/index.ts';
import { agreedOutputs, projectJobs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import { cachedEnvironment, cachedMap } from './cached-map.ts';
import { curveJob } from './curve-job.ts';
import { effectsJob } from './effects-job.ts';
import { estimateEffects } from './estimate-effects.ts';
import type { JobQueue } from '../jobs/index.ts';
import { openReadings } from './map-readings.ts';
import { readMapRequest } from './map-request.ts';
import type { JobContext } from '../environment/index.ts';

/** Distal maps: before they are made, while they are made, and afterwards. */
export function effectMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<EffectMethods> {
  const { models, locations, cache } = tools;
  const begin = projectJobs(jobs, projects, tools);
  const read = (request: EffectsRequest) => {
    const project = projects.get(request.project);
    const { manifest } = models.library.find(request.model).model;
    return { project, wanted: readMapRequest(request, project, manifest) };
  };
  const find = async (id: string, map: string) => {
    const project = projects.get(id);
    const { request } = project.maps.get(map);
    const model = await models.load(request.model);
    const readings = await openReadings(request, models);
    const environment = cachedEnvironment(project.genome, model, cache.get());
    return cachedMap(request, { ...environment, readings });
  };
  return {
    estimateEffects: async (request) => {
      const { project, wanted } = read(request);
      const model = await models.load(wanted.model);
      const environment = {
        ...cachedEnvironment(project.genome, model, cache.get()),
        memory: tools.limits().memory,
        readings: await openReadings(wanted, models),
      };
      return estimateEffects(wanted, request.provider, environment, project.document.maps);
    },
    findEffects: ({ ahead, ...request }) => {
      const { wanted } = read(request);
      return begin(
        request.project,
        request,
        (project, all) => effectsJob(wanted, request.provider, project, all),
        ahead,
      );
    },
    findEffectsAgain: ({ project: id, map, provider }) =>
      begin(id, { id, map, provider }, (project, all) =>
        effectsJob(project.maps.get(map).request, provider, project, all, map),
      ),
    effectMap: ({ project, map }) => find(project, map),
    exportEffects: async ({ project, map, format: name, threshold, path: given, replace }) => {
      const path = resolve(given);
      const format = isFigureFormat(name) ? name : effectFormat(path, name);
      const { library } = models;
      const replaces = await agreedOutputs([path], replace, projects.get(project), library);
      const numbers = await find(project, map);
      const least = threshold ?? defaultThreshold(numbers);
      const bars = { threshold: () => least, notes: effectNotes([numbers]), replaces };
      const written = isFigureFormat(format)
        ? await writeEffectBars([numbers], path, { ...bars, format })
        : await writeEffectMap(numbers, path, { format, threshold: least, replaces });
      return { path, format, ...written, leftOut: 0 };
    },
    deleteMap: ({ project: id, map }) => {
      const project = projects.get(id);
      project.maps.remove(map);
      return projects.announce(project);
    },
    contextCurve: (request) => {
      const { project, place } = request;
      const { title, work } = curveJob(request, projects.get(project), tools);
      return jobs.add({ kind: 'curve', title, region: place, project }, work, request);
    },
    tutorialEffects: () => readTutorialEffects(locations.resources),
  };
}
