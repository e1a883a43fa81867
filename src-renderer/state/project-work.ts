import type {
  EffectsRequest,
  Job,
  PredictRequest,
  ProbeFitRequest,
  Project,
  VariantsRequest,
} from '../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../src-main/transport/browser.ts';
import type { JobList } from './job-list.svelte.ts';
import type { ModelShelf } from './model-shelf.svelte.ts';
import type { NoticeBoard } from './notice-board.svelte.ts';

/** What the work on a project goes through. */
export interface WorkTools {
  readonly workbench: WorkbenchClient;
  readonly notices: NoticeBoard;
  readonly jobs: JobList;
  readonly models: ModelShelf;
  /** The open one. */
  readonly project: () => Project | undefined;
  /** Takes the project as it is now. */
  readonly take: (project: Project) => void;
}

/** What is asked of the open project: jobs that it begins, and what becomes of their results. */
export class ProjectWork {
  readonly #tools: WorkTools;

  constructor(tools: WorkTools) {
    this.#tools = tools;
  }

  /** Changes the open project; `what` is the title of the notice where that fails. */
  async change(what: string, work: (project: string) => Promise<Project>): Promise<void> {
    const id = this.#tools.project()?.id;
    if (id === undefined) return;
    const project = await this.#tools.notices.attempt(what, () => work(id));
    if (project) this.#tools.take(project);
  }

  /** Begins a job of the open project. */
  async #begin(ask: (project: string) => Promise<Job>): Promise<void> {
    const project = this.#tools.project()?.id;
    if (project === undefined) return;
    await this.#tools.notices.attempt('The job could not be started', async () => {
      const job = await ask(project);
      // Its events may have come before this answer did.
      if (!this.#tools.jobs.list.some(({ id }) => id === job.id))
        this.#tools.jobs.hear({ kind: 'job', job });
    });
  }

  // Runs

  async predict(request: Omit<PredictRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#tools.workbench.predict({ ...request, project }));
  }

  /** A run whose values are gone from the cache. */
  async predictAgain(run: string): Promise<void> {
    const provider = this.#tools.models.choice;
    await this.#begin((project) => this.#tools.workbench.predictAgain({ project, run, provider }));
  }

  async fitProbe(request: Omit<ProbeFitRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#tools.workbench.fitProbe({ ...request, project }));
  }

  async showRun(run: string, shown: boolean): Promise<void> {
    const keep = (this.#tools.project()?.runs ?? []).filter((made) =>
      made.id === run ? shown : made.shown,
    );
    await this.change('The run could not be shown', (project) =>
      this.#tools.workbench.updateProject({ project, shown: keep.map(({ id }) => id) }),
    );
  }

  // Effects

  async findEffects(request: Omit<EffectsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#tools.workbench.findEffects({ ...request, project }));
  }

  /** A map whose values are gone from the cache. */
  async findEffectsAgain(map: string): Promise<void> {
    const provider = this.#tools.models.choice;
    await this.#begin((project) =>
      this.#tools.workbench.findEffectsAgain({ project, map, provider }),
    );
  }

  async showMap(map: string, shown: boolean): Promise<void> {
    const keep = (this.#tools.project()?.maps ?? []).filter((made) =>
      made.id === map ? shown : made.shown,
    );
    await this.change('The map could not be shown', (project) =>
      this.#tools.workbench.updateProject({ project, shownMaps: keep.map(({ id }) => id) }),
    );
  }

  async deleteMap(map: string): Promise<void> {
    await this.change('The map could not be deleted', (project) =>
      this.#tools.workbench.deleteMap({ project, map }),
    );
  }

  // Variants

  async scoreVariants(request: Omit<VariantsRequest, 'project'>): Promise<void> {
    await this.#begin((project) => this.#tools.workbench.scoreVariants({ ...request, project }));
  }

  /** Scored variants whose rows are gone from the cache. */
  async scoreVariantsAgain(set: string): Promise<void> {
    const provider = this.#tools.models.choice;
    await this.#begin((project) =>
      this.#tools.workbench.scoreVariantsAgain({ project, set, provider }),
    );
  }

  /** Opens the table of a set, or closes the one that is open. */
  async showVariants(set: string | undefined): Promise<void> {
    await this.change('The table could not be shown', (project) =>
      this.#tools.workbench.showVariantSet({ project, ...(set === undefined ? {} : { set }) }),
    );
  }

  async deleteVariants(set: string): Promise<void> {
    await this.change('The scores could not be deleted', (project) =>
      this.#tools.workbench.deleteVariantSet({ project, set }),
    );
  }
}
