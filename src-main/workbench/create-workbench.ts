import { ScratchFolder } from '../cache/index.ts';
import type { StartComputeProcess } from '../engine/index.ts';
import { allotment, errorAdvice, type Locations } from '../home/index.ts';
import { mostThreads } from '../analysis/environment/index.ts';
import type { ErrorCode, ServedWorkbench, Settings, WorkbenchEvent } from '../contract/index.ts';
import { promising } from './answers.ts';
import { baseMapMethods, effectMethods } from './maps/index.ts';
import { DrivenWindows } from './driven-windows.ts';
import { Emitter } from './emitter.ts';
import {
  figureParts,
  type FigureParts,
  figureMethods,
  type FigureContentRequest,
  variantFigureMethods,
} from './figures/index.ts';
import { evaluationMethods } from './evaluations/index.ts';
import { GenomeOpener, ProjectStore, projectMethods, type FileServer } from './project/index.ts';
import { jobMethods, JobQueue, progressInterval } from './jobs/index.ts';
import { predictionMethods, runMethods } from './runs/index.ts';
import { reportMethods } from './report/index.ts';
import { LoadedModels, OpenCache, type ComputeLimits } from './environment/index.ts';
import { modelMethods, probeMethods } from './models/index.ts';
import { variantMethods } from './variants/index.ts';
import { aboutMethods, CacheLimit, SettingsFile, settingsMethods } from './settings/index.ts';
import { SavedProjects } from './saved/index.ts';

export interface WorkbenchContext {
  readonly locations: Locations;
  readonly files: FileServer;
  /** A child process of Node where absent. */
  readonly startComputeProcess?: StartComputeProcess | undefined;
  /** False: projects that are opened do not come onto the list of recent ones. */
  readonly remembers?: boolean | undefined;
  /** Is given what a listener to events throws; a warning of the process where absent. */
  readonly report?: ((error: unknown) => void) | undefined;
}

/** The workbench, what it tells by itself, and how it ends. */
export interface RunningWorkbench {
  readonly workbench: ServedWorkbench;
  readonly events: { subscribe(listener: (event: WorkbenchEvent) => void): () => void };
  /** As they are now. */
  readonly settings: () => Settings;
  /** Those that other programs may drive, while the settings allow it. */
  readonly windows: DrivenWindows;
  /** What a figure of an open project is composed of. */
  figureParts(request: FigureContentRequest): Promise<FigureParts>;
  close(): Promise<void>;
}

/** Puts the workbench together; nothing of it knows of windows, wires or Electron. */
export function createWorkbench({
  locations,
  files,
  startComputeProcess,
  remembers = true,
  report,
}: WorkbenchContext): RunningWorkbench {
  const events = new Emitter<WorkbenchEvent>(report);
  const cache = new OpenCache(locations.cache);
  const saved = new SavedProjects(locations.projects, remembers);
  const adviceFor = (code: ErrorCode) => errorAdvice(code, locations, 'window');
  const jobs = new JobQueue({
    onChange: (job) => events.emit({ kind: 'job', job }),
    onGone: (id) => events.emit({ kind: 'job-gone', id }),
    adviceFor,
  });
  const genomes = new GenomeOpener({ locations, files, jobs });
  const projects = new ProjectStore({
    ...{ locations, files, cache, saved, genomes },
    onChange: (project) => events.emit({ kind: 'project', project }),
  });
  const models = new LoadedModels(locations);
  const settings = new SettingsFile(locations.settings);
  const windows = new DrivenWindows(() => settings.current.drivable === true);
  const limit = new CacheLimit(settings, cache, projects, jobs);
  events.subscribe((event) => {
    if (event.kind === 'job') limit.apply();
    if (event.kind === 'settings' && !event.settings.drivable) windows.end();
  });
  const limits = (): ComputeLimits => {
    const { threads = allotment().threads.amount, memoryBytes: memory } = settings.current;
    // Oftener than a job tells of it: what comes just too early for a job is never the last it hears.
    const progressEvery = progressInterval / 4;
    // A file of settings may come from a machine with more cores.
    return { threads: Math.min(threads, mostThreads), memory, progressEvery };
  };
  const scratch = new ScratchFolder();
  const compute = { locations, models, cache, limits, scratch, startComputeProcess };

  // What figures read besides.
  const reads = {
    ...modelMethods(jobs, { ...compute, isOffline: () => settings.current.offline }),
    ...predictionMethods(jobs, projects, compute),
    ...runMethods(projects, compute),
    ...effectMethods(jobs, projects, compute),
    ...baseMapMethods(jobs, projects, compute),
    ...variantMethods(jobs, projects, compute),
    ...jobMethods(jobs),
  };

  return {
    workbench: promising({
      ...projectMethods(
        projects,
        saved,
        () => {
          const { favourites = [], last = {} } = settings.current.folders ?? {};
          return [...favourites, ...Object.values(last)];
        },
        adviceFor,
      ),
      ...probeMethods(jobs, projects, compute),
      ...evaluationMethods(jobs, projects, compute),
      ...reads,
      ...reportMethods(jobs, projects, compute),
      ...figureMethods(projects, compute, reads),
      ...variantFigureMethods(projects, compute, reads),
      ...settingsMethods({
        locations,
        settings,
        limit,
        emit: (event) => events.emit(event),
      }),
      nextWindowCommand: (request, signal) => windows.next(request, signal),
      answerWindowCommand: (request) => windows.answer(request),
      ...aboutMethods({ locations, settings, startComputeProcess }),
    }),
    events,
    settings: () => settings.current,
    windows,
    figureParts: (request) => figureParts(projects, reads, request),
    async close() {
      windows.end();
      await jobs.close();
      await projects.close();
      models.close();
      cache.close();
      scratch.close();
    },
  };
}
