import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { PredictionCache } from '../../cache/index.ts';
import {
  providers,
  type Job,
  type ProviderReport,
  type Workbench,
  type WorkbenchEvent,
} from '../../contract/index.ts';
import { probe, type StartComputeProcess } from '../../engine/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { errorAdvice } from '../error-advice.ts';
import { cacheFolders, type Locations } from '../locations.ts';
import { modelCard } from '../model-card.ts';
import { loadModel, ModelLibrary } from '../model-library.ts';
import { verifyModel } from '../verify-model.ts';
import { AnnotationSearch } from './annotation-search.ts';
import { estimatePrediction } from './estimate-prediction.ts';
import { exportRun } from './export-run.ts';
import { JobQueue } from './job-queue.ts';
import { listFolder } from './list-folder.ts';
import type { FileShelf } from './open-genome.ts';
import { predictJob } from './predict-job.ts';
import { ProjectDesk } from './project-desk.ts';
import { RecentProjects } from './recent-projects.ts';

export interface WorkbenchTools {
  readonly locations: Locations;
  readonly files: FileShelf;
  /** A child process of Node where absent. */
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/** The workbench, what it tells by itself, and how it ends. */
export interface RunningWorkbench {
  readonly workbench: Workbench;
  readonly events: { subscribe(listener: (event: WorkbenchEvent) => void): () => void };
  close(): Promise<void>;
}

/** How far a model may be off its reference when it is verified from the window. */
const verifyTolerance = 1e-3;

/** Puts the workbench together; nothing of it knows of windows, wires or Electron. */
export function createWorkbench({
  locations,
  files,
  startComputeProcess,
}: WorkbenchTools): RunningWorkbench {
  const listeners = new Set<(event: WorkbenchEvent) => void>();
  const emit = (event: WorkbenchEvent) => listeners.forEach((listener) => listener(event));
  const cache = PredictionCache.open(locations.cache);
  const library = new ModelLibrary(locations);
  const recent = new RecentProjects(join(locations.projects, 'recent.json'));
  const search = new AnnotationSearch();
  const threads = availableParallelism();
  const jobs = new JobQueue(
    (job: Job) => emit({ kind: 'job', job }),
    (code) => errorAdvice(code, locations),
  );
  const desk = new ProjectDesk({
    ...{ locations, shelf: files, cache, recent },
    onChange: (project) => emit({ kind: 'project', project }),
    onIndexing: () => undefined,
  });
  let reports: Promise<ProviderReport[]> | undefined;

  const workbench: Workbench = {
    recentProjects: async () => recent.list(),
    newProject: ({ path }) => desk.create(path),
    openProject: ({ path }) => desk.open(path),
    openTutorial: () => desk.openTutorial(),
    addFiles: async ({ project: id, paths }) => {
      const project = desk.get(id);
      const said = desk.addTracks(project, paths);
      return { project: desk.announce(project), said };
    },
    removeTrack: async ({ project: id, track }) => {
      const project = desk.get(id);
      const path = project.trackPath(track);
      project.change({ tracks: project.document.tracks.filter((one) => one !== path) });
      return desk.announce(project);
    },
    relocate: async ({ project: id, file, path }) => {
      const project = desk.get(id);
      await desk.relocate(project, file, path);
      return desk.announce(project);
    },
    updateProject: async ({ project: id, locus, model, shown }) => {
      const project = desk.get(id);
      const { runs } = project.document;
      project.change({
        ...(locus === undefined ? {} : { locus }),
        ...(model === undefined ? {} : { model }),
        ...(shown && { runs: runs.map((run) => ({ ...run, shown: shown.includes(run.key) })) }),
      });
      return desk.describe(project);
    },
    findPlace: async ({ project: id, text }) => {
      const project = desk.get(id);
      const { contigs } = project.genome!.fasta;
      if (/[:\s]/.test(text.trim()) || contigs.some(({ name }) => name === text.trim())) {
        const region = parseRegion(text, contigs);
        return [{ label: text.trim(), region }];
      }
      const annotations = project.document.tracks.filter((path) => /\.gff3?(\.b?gz)?$/i.test(path));
      const found = await search.find(annotations, text);
      return found.length > 0
        ? found
        : [{ label: text.trim(), region: parseRegion(text, contigs) }];
    },

    models: async () => library.list().map(modelCard),
    importModel: async ({ path }) => modelCard(library.import(path)),
    removeModel: async ({ id }) => library.remove(id),
    verifyModel: async ({ id }) => {
      const found = library.find(id);
      const { graphs } = cacheFolders(locations.cache);
      return jobs.add(
        { kind: 'verify', title: `Verify ${found.model.manifest.name}` },
        async (tools) => {
          const comparisons = await verifyModel(await loadModel(found), {
            ...{ provider: 'auto', threads, graphs, signal: tools.signal, startComputeProcess },
            onBegun: ({ provider }) => tools.update({ provider }),
            onProgress: (progress) => tools.update({ progress }),
            onNote: tools.note,
          });
          const worst = Math.max(...comparisons.map(({ ratio }) => ratio));
          const verdict = worst <= verifyTolerance ? 'agrees with' : 'DIFFERS from';
          const size = worst.toExponential(1);
          return { result: `${verdict} its reference: off by at most ${size} standard deviations` };
        },
      );
    },
    providers: () =>
      (reports ??= Promise.all(providers.map((provider) => probe(provider, startComputeProcess)))),

    estimate: (request) => {
      const { fasta } = desk.get(request.project).genome!;
      return estimatePrediction(request, library.find(request.model), fasta, cache);
    },
    predict: async (request) => {
      const project = desk.get(request.project);
      const tools = {
        locations,
        library,
        cache,
        threads,
        startComputeProcess,
        onFinished: () => desk.announce(project),
      };
      const { title, region, work } = predictJob(request, project, tools);
      return jobs.add({ kind: 'predict', title, region, project: project.id }, work);
    },
    jobs: async () => jobs.list(),
    cancelJob: async ({ id }) => jobs.cancel(id),
    retryJob: async ({ id }) => jobs.retry(id)!,
    dismissJob: async ({ id }) => jobs.dismiss(id),

    deleteRun: async ({ project: id, run }) => {
      const project = desk.get(id);
      project.change({ runs: project.document.runs.filter(({ key }) => key !== run) });
      cache.deleteRun(run);
      return desk.announce(project);
    },
    view: async ({ project: id, run: key, track, start, end, bpPerPixel }) => {
      const made = desk.get(id).document.runs.find((run) => run.key === key);
      const kept = cache.findRun(key);
      const shift = made && kept ? made.interval.start - kept.interval.start : 0;
      const view = cache.readView(key, track, start - shift, end - shift, bpPerPixel);
      return { ...view, start: view.start + shift };
    },
    exportRun: (request) => exportRun(request, desk.get(request.project), cache),
    listFolder: async ({ folder }) => listFolder(folder),
  };

  return {
    workbench,
    events: {
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async close() {
      await jobs.close();
      await desk.close();
      cache.close();
    },
  };
}
