import type {
  BaseMapRequest,
  CurveRequest,
  EffectsRequest,
  EvaluateRequest,
  Job,
  PredictRequest,
  ProbeFitRequest,
  Project,
  VariantsRequest,
} from '../../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import type { ChangeHistory } from './change-history.svelte.ts';
import type { JobList } from '../job-list.svelte.ts';
import type { Models } from '../models.svelte.ts';
import type { Notifications } from '../notifications.svelte.ts';
import type { ProjectChanges } from './project-changes.ts';

/** Lists of which a part is shown: what one of them is called, and where those that are shown are named. */
const shownLists = {
  runs: { what: 'run', field: 'shown' },
  maps: { what: 'map', field: 'shownMaps' },
  baseMaps: { what: 'map', field: 'shownBaseMaps' },
} as const;

/** What the actions need of the window round them. */
export interface ProjectActionsContext {
  readonly workbench: WorkbenchClient;
  readonly notifications: Notifications;
  readonly changes: ProjectChanges;
  readonly jobs: JobList;
  readonly models: Models;
  readonly history: ChangeHistory;
  /** The open one. */
  readonly project: () => Project | undefined;
}

/** What can be done with the open project: its model, jobs and their results. */
export class ProjectActions {
  readonly #context: ProjectActionsContext;
  /** By id, what was asked of it last, until the workbench has answered. */
  readonly #asked = new Map<string, boolean>();
  /** The model that was asked for last, until the workbench has answered. */
  #askedModel: { readonly model: string | null } | undefined;

  constructor(context: ProjectActionsContext) {
    this.#context = context;
  }

  /** Begins a job of the open project. */
  async #begin(ask: (project: string) => Promise<Job>): Promise<void> {
    const project = this.#context.project()?.id;
    if (project === undefined) return;
    await this.#context.notifications.attempt('The job could not be started', async () => {
      const job = await ask(project);
      // Its events may have come before this answer did.
      if (!this.#context.jobs.list.some(({ id }) => id === job.id))
        this.#context.jobs.onEvent({ kind: 'job', job });
    });
  }

  /** Shows one of a list, or takes it out of view. */
  async #show(list: keyof typeof shownLists, id: string, shown: boolean): Promise<void> {
    const now = this.#context.project()?.[list].find((one) => one.id === id)?.shown;
    if (now === undefined || (this.#asked.get(id) ?? now) === shown) return;
    const { what } = shownLists[list];
    this.#context.history.note({
      title: shown ? `show a ${what}` : `take a ${what} out of view`,
      back: () => this.#setShown(list, id, !shown),
      again: () => this.#setShown(list, id, shown),
    });
    await this.#setShown(list, id, shown);
  }

  async #setShown(list: keyof typeof shownLists, id: string, shown: boolean): Promise<boolean> {
    const { what, field } = shownLists[list];
    this.#asked.set(id, shown);
    const isDone = await this.#context.changes.revise(`The ${what} could not be shown`, (known) => {
      const all = this.#context.project()?.[list] ?? [];
      const kept = all.filter((one) => (one.id === id ? shown : one.shown));
      const shownIds = { [field]: kept.map((one) => one.id) };
      return this.#context.workbench.updateProject({ ...known, ...shownIds });
    });
    if (this.#asked.get(id) === shown) this.#asked.delete(id);
    return isDone;
  }

  // Model

  async chooseModel(model: string): Promise<void> {
    const { model: before } = this.#askedModel ?? { model: this.#context.project()?.model ?? null };
    if (before === model || !(await this.#setModel(model))) return;
    this.#context.history.note({
      title: 'choice of the model',
      back: () => this.#setModel(before),
      again: () => this.#setModel(model),
    });
  }

  async #setModel(model: string | null): Promise<boolean> {
    const asked = { model };
    this.#askedModel = asked;
    const isDone = await this.#context.changes.make('The model could not be chosen', (project) =>
      this.#context.workbench.updateProject({ project, model }),
    );
    if (this.#askedModel === asked) this.#askedModel = undefined;
    return isDone;
  }

  // Runs

  async predict(request: Omit<PredictRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.predict({ ...request, project }));
  }

  /** Begins what will be asked for, so that it is there by then; gives the job, if it could be begun. */
  async prepare(
    ask: (workbench: WorkbenchClient, project: string) => Promise<Job>,
  ): Promise<Job | undefined> {
    const project = this.#context.project()?.id;
    if (project === undefined) return undefined;
    try {
      return await ask(this.#context.workbench, project);
    } catch {
      // Why it cannot be had is told to whoever asks for it.
      return undefined;
    }
  }

  /** A run whose values are gone from the cache. */
  async predictAgain(run: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.predictAgain({ project, run, provider }),
    );
  }

  async fitProbe(request: Omit<ProbeFitRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.fitProbe({ ...request, project }));
  }

  async evaluate(request: Omit<EvaluateRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.evaluate({ ...request, project }));
  }

  /** An evaluation whose numbers are gone from the cache. */
  async evaluateAgain(evaluation: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.evaluateAgain({ project, evaluation, provider }),
    );
  }

  async deleteEvaluation(evaluation: string): Promise<void> {
    await this.#context.changes.make('The evaluation could not be deleted', (project) =>
      this.#context.workbench.deleteEvaluation({ project, evaluation }),
    );
  }

  /** Shows a run, or takes it out of view. */
  async showRun(run: string, shown: boolean): Promise<void> {
    await this.#show('runs', run, shown);
  }

  // Effects

  async findEffects(request: Omit<EffectsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.findEffects({ ...request, project }));
  }

  /** A map whose values are gone from the cache. */
  async findEffectsAgain(map: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.findEffectsAgain({ project, map, provider }),
    );
  }

  /** The activity of a place as more and more is read round it; the job carries the curve. */
  async traceContext(request: Omit<CurveRequest, 'project' | 'provider'>): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.contextCurve({ ...request, project, provider }),
    );
  }

  async showMap(map: string, shown: boolean): Promise<void> {
    await this.#show('maps', map, shown);
  }

  async deleteMap(map: string): Promise<void> {
    await this.#context.changes.make('The map could not be deleted', (project) =>
      this.#context.workbench.deleteMap({ project, map }),
    );
  }

  // Maps of bases

  async findBaseMap(request: Omit<BaseMapRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.findBaseMap({ ...request, project }));
  }

  /** A map of bases whose values are gone from the cache. */
  async findBaseMapAgain(map: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.findBaseMapAgain({ project, map, provider }),
    );
  }

  async showBaseMap(map: string, shown: boolean): Promise<void> {
    await this.#show('baseMaps', map, shown);
  }

  async deleteBaseMap(map: string): Promise<void> {
    await this.#context.changes.make('The map could not be deleted', (project) =>
      this.#context.workbench.deleteBaseMap({ project, map }),
    );
  }

  // Variants

  async scoreVariants(request: Omit<VariantsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.scoreVariants({ ...request, project }));
  }

  /** Common variants, among which later scores are ranked. */
  async keepBackground(request: Omit<VariantsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#context.workbench.keepBackground({ ...request, project }));
  }

  /** Scored variants whose rows are gone from the cache. */
  async scoreVariantsAgain(set: string): Promise<void> {
    const provider = this.#context.models.choice;
    await this.#begin((project) =>
      this.#context.workbench.scoreVariantsAgain({ project, set, provider }),
    );
  }

  /** Opens the table of a set, or closes the one that is open. */
  async showVariants(set: string | undefined): Promise<void> {
    await this.#context.changes.make('The table could not be shown', (project) =>
      this.#context.workbench.showVariantSet({ project, ...(set === undefined ? {} : { set }) }),
    );
  }

  async deleteVariants(set: string): Promise<void> {
    await this.#context.changes.make('The scores could not be deleted', (project) =>
      this.#context.workbench.deleteVariantSet({ project, set }),
    );
  }
}
