import {
  teachingModels,
  type BrokenModel,
  type Job,
  type ModelCard,
  type Project,
  type ProviderChoice,
  type ProviderReport,
  type Workbench,
} from '../../src-main/contract/index.ts';
import { cpuNotes, providerName } from '../format/index.ts';
import type { Notifications } from './notifications.svelte.ts';

/** The installed models, and the devices that can run them. */
export class Models {
  readonly #workbench: Workbench;
  readonly #notifications: Notifications;
  #list = $state.raw<readonly ModelCard[]>([]);
  #broken = $state.raw<readonly BrokenModel[]>([]);
  #providers = $state.raw<readonly ProviderReport[]>([]);
  #choice = $state<ProviderChoice>('auto');

  constructor(workbench: Workbench, notifications: Notifications) {
    this.#workbench = workbench;
    this.#notifications = notifications;
  }

  get list(): readonly ModelCard[] {
    return this.#list;
  }

  /** Folders among the models that cannot be read. */
  get broken(): readonly BrokenModel[] {
    return this.#broken;
  }

  get providers(): readonly ProviderReport[] {
    return this.#providers;
  }

  get choice(): ProviderChoice {
    return this.#choice;
  }

  choose(provider: ProviderChoice): void {
    this.#choice = provider;
  }

  /** A project's model, or the first that fits. */
  of(project: Project | undefined): ModelCard | undefined {
    const models = this.#list;
    const chosen = models.find(({ id }) => id === project?.model);
    if (chosen ?? project?.guide === 'tutorial') return chosen ?? models[0];
    // Of another genome those that know the tutorial's alone say nothing; what a lab brought comes first.
    const real = models.filter(({ id }) => !teachingModels.includes(id.split('+')[0] ?? ''));
    return real.find(({ origin }) => origin !== 'shipped') ?? real[0] ?? models[0];
  }

  /** What computes, or would; and why that is the CPU where a GPU was asked for, or could be had. */
  computing(job: Pick<Job, 'provider' | 'notes'> | undefined): {
    readonly name: string;
    readonly why: string | undefined;
  } {
    const asked = this.#choice;
    const [wanted] = asked.split(':');
    const running = job?.provider;
    if (job && running) {
      const said = running === 'cpu' ? cpuNotes(job.notes) : [];
      const other = asked !== 'auto' && running !== wanted;
      const what = `${providerName(asked)} was requested; running on ${providerName(running)}.`;
      const why = [...(other ? [what] : []), ...said].join('\n');
      return { name: providerName(running), why: why || undefined };
    }
    if (asked === 'auto') {
      const gpu = this.#providers.find(
        ({ available, provider, isSoftware }) => available && provider !== 'cpu' && !isSoftware,
      );
      return { name: providerName(gpu?.provider ?? 'cpu'), why: gpu ? undefined : this.#unused() };
    }
    const report = this.#providers.find(({ provider }) => provider === wanted);
    if (!report || report.available) return { name: providerName(asked), why: undefined };
    const what = `${providerName(asked)} was requested, and does not work here: ${report.reason}`;
    const why = [what, report.advice].filter(Boolean).join('\n');
    return { name: providerName('cpu'), why };
  }

  /** Why no card is used, where there is one. */
  #unused(): string | undefined {
    const broken = this.#providers.filter(({ available, device }) => !available && device);
    const lines = broken.flatMap(({ provider, device, reason, advice = '' }) => [
      `${providerName(provider)} does not work on ${device}: ${reason}`,
      advice,
    ]);
    return lines.filter(Boolean).join('\n') || undefined;
  }

  async load(): Promise<void> {
    [this.#list, this.#broken] = await Promise.all([
      this.#workbench.models(),
      this.#workbench.brokenModels(),
    ]);
  }

  /** As they are now: a folder may have been changed by hand. */
  async refresh(): Promise<void> {
    await this.#notifications.attempt('The models could not be listed', () => this.load());
  }

  /** Takes seconds: each is tried. */
  async loadProviders(): Promise<void> {
    await this.#notifications.attempt('The devices could not be listed', async () => {
      this.#providers = await this.#workbench.providers();
    });
  }

  /** Says whether it was. */
  async import(path: string): Promise<boolean> {
    const imported = await this.#notifications.attempt(
      'The model could not be imported',
      async () => {
        await this.#workbench.importModel({ path });
        await this.load();
        return true;
      },
    );
    return imported ?? false;
  }

  /** Downloads one of the published models, as a job. */
  async importPublished(repository: string): Promise<void> {
    await this.#notifications.attempt('The import could not be started', () =>
      this.#workbench.importPublished({ repository }),
    );
  }

  async remove(id: string): Promise<void> {
    await this.#notifications.attempt('The model could not be removed', async () => {
      await this.#workbench.removeModel({ id });
      await this.load();
    });
  }

  async verify(id: string): Promise<void> {
    await this.#notifications.attempt('The check could not be started', () =>
      this.#workbench.verifyModel({ id }),
    );
  }
}
