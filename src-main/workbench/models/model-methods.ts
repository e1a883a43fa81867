import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { providers, type ProviderReport, type ModelMethods } from '../../contract/index.ts';
import { lookAtProvider } from '../../analysis/doctor/index.ts';
import { readHeadPackage } from '../../model/index.ts';
import { modelCard, type LibraryModel, type ModelLibrary } from '../../library/index.ts';
import type { AnswersTo } from '../answers.ts';
import { importPublished } from './import-published.ts';
import type { JobQueue } from '../jobs/index.ts';
import type { JobContext } from '../environment/index.ts';
import { verifyJob } from './verify-job.ts';

interface ModelContext extends JobContext {
  /** Whether a person wants nothing to be asked of the network. */
  readonly isOffline: () => boolean;
}

/** Models, and what can run them. */
export function modelMethods(jobs: JobQueue, tools: ModelContext): AnswersTo<ModelMethods> {
  const { library } = tools.models;
  const { locations, isOffline } = tools;
  let reports: Promise<ProviderReport[]> | undefined;
  return {
    models: () => {
      library.look();
      return [...library.list(), ...library.withHeads()].map(modelCard);
    },
    brokenModels: () => {
      library.look();
      return library.broken();
    },
    importModel: async ({ path }, signal) => modelCard(await importEither(library, path, signal)),
    importPublished: ({ repository }) => {
      const { title, work } = importPublished(repository, {
        ...{ library, locations, isOffline },
        importFolder: (path, signal) => importModel(library, path, signal),
      });
      return jobs.begin({ kind: 'import', title }, work);
    },
    removeModel: ({ id }) => library.remove(id),
    verifyModel: ({ id }) => {
      const { title, work } = verifyJob(id, tools);
      return jobs.add({ kind: 'verify', title }, work);
    },
    providers: () => {
      // Each is tried in a process of its own; what works does not change while the program runs.
      reports ??= Promise.all(
        providers.map((one) => lookAtProvider(one, tools.startComputeProcess)),
      );
      reports.catch(() => (reports = undefined));
      return reports;
    },
  };
}

/** A model; or a head, or a classifier's, which gives the model that it goes on with the head on it. */
async function importEither(
  library: ModelLibrary,
  path: string,
  signal: AbortSignal | undefined,
): Promise<LibraryModel> {
  if (!existsSync(join(path, 'head.json'))) return importModel(library, path, signal);
  const { model } = readHeadPackage(path).manifest;
  library.find(model.id);
  const { manifest } = await library.importHead(path);
  return library.find(`${model.id}+${manifest.id}`);
}

async function importModel(
  library: ModelLibrary,
  path: string,
  signal: AbortSignal | undefined,
): Promise<LibraryModel> {
  const plan = library.planImport(path);
  const classifier = library.planClassifier(plan);
  const imported = await library.importPlanned(plan, { signal });
  if (!classifier) return imported;
  const { manifest } = await library.addClassifier(imported, classifier);
  return library.find(`${imported.model.manifest.id}+${manifest.id}`);
}
