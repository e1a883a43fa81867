import { resolve } from 'node:path';
import type {
  BaseMap,
  BaseMapRequest,
  ExportBaseMapRequest,
  BaseMapMethods,
} from '../../contract/index.ts';
import {
  defaultArc,
  dependencyFormat,
  writeDependencyMap,
} from '../../analysis/dependencies/index.ts';
import { mutagenesisFormat, writeMutagenesis } from '../../analysis/mutagenesis/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import { agreedOutputs, projectJobs, type ProjectStore } from '../project/index.ts';
import type { AnswersTo } from '../answers.ts';
import { baseMapJob } from './base-map-job.ts';
import { readBaseMapRequest } from './base-map-request.ts';
import { cachedBaseMap } from './cached-base-map.ts';
import { cachedEnvironment } from './cached-map.ts';
import { estimateBaseMap } from './estimate-base-map.ts';
import type { JobQueue } from '../jobs/index.ts';
import type { JobContext } from '../environment/index.ts';

/** Maps of bases, mutagenesis and dependencies: before they are made, while they are made, and afterwards. */
export function baseMapMethods(
  jobs: JobQueue,
  projects: ProjectStore,
  tools: JobContext,
): AnswersTo<BaseMapMethods> {
  const { models, cache } = tools;
  const read = (request: BaseMapRequest) => {
    const project = projects.get(request.project);
    const { manifest } = models.library.find(request.model).model;
    return { project, wanted: readBaseMapRequest(request, project, manifest) };
  };
  const begin = projectJobs(jobs, projects, tools);
  const find = async (id: string, map: string) => {
    const project = projects.get(id);
    const { request } = project.baseMaps.get(map);
    const model = await models.load(request.model);
    return cachedBaseMap(request, cachedEnvironment(project.genome, model, cache.get()));
  };
  return {
    estimateBaseMap: async (request) => {
      const { project, wanted } = read(request);
      const model = await models.load(wanted.model);
      const environment = {
        ...cachedEnvironment(project.genome, model, cache.get()),
        memory: tools.limits().memory,
      };
      const { baseMaps } = project.document;
      return estimateBaseMap(wanted, request.provider, environment, baseMaps);
    },
    findBaseMap: (request) => {
      const { wanted } = read(request);
      return begin(request.project, request, (project, all) =>
        baseMapJob(wanted, request.provider, project, all),
      );
    },
    findBaseMapAgain: ({ project: id, map, provider }) =>
      begin(id, { id, map, provider }, (project, all) =>
        baseMapJob(project.baseMaps.get(map).request, provider, project, all, map),
      ),
    baseMap: ({ project, map }) => find(project, map),
    exportBaseMap: async (request) => {
      const path = resolve(request.path);
      const map = await find(request.project, request.map);
      const project = projects.get(request.project);
      const check = () => agreedOutputs([path], request.replace, project, models.library);
      return { path, ...(await writeBaseMap(map, path, request, check)), leftOut: 0 };
    },
    deleteBaseMap: ({ project: id, map }) => {
      const project = projects.get(id);
      project.baseMaps.remove(map);
      return projects.announce(project);
    },
  };
}

/** Errors: `output-format`, those of `check` and of writing. */
async function writeBaseMap(
  map: BaseMap,
  path: string,
  { format: name, threshold = defaultArc }: ExportBaseMapRequest,
  check: () => Promise<Replaceable>,
): Promise<{ format: string; records: number; bytes: number }> {
  if (map.kind === 'mutagenesis') {
    const format = mutagenesisFormat(path, name);
    const replaces = await check();
    return { format, ...(await writeMutagenesis(map.numbers, path, { format, replaces })) };
  }
  const format = dependencyFormat(path, name);
  const options = { format, threshold, replaces: await check() };
  return { format, ...(await writeDependencyMap(map.numbers, path, options)) };
}
