import type {
  Desktop,
  Preferences,
  RememberedFolders,
  Settings,
  TerminalCommand,
  Workbench,
} from '../../src-main/contract/index.ts';
import { chooseTheme } from '../theme/index.ts';
import type { Models } from './models.svelte.ts';

/** What a person has chosen for all projects, as every window follows it. */
export class PreferencesState {
  readonly #workbench: Workbench;
  readonly #models: Models;
  readonly #desktop: Partial<Desktop>;
  #settings = $state.raw<Settings>();

  constructor(workbench: Workbench, models: Models, desktop: Partial<Desktop>) {
    this.#workbench = workbench;
    this.#desktop = desktop;
    this.#models = models;
  }

  /** The settings now, and what they are chosen from. */
  async load(): Promise<Preferences> {
    const before = this.#settings;
    const preferences = await this.#workbench.preferences();
    // What was chosen in the meantime, also in another window, is newer than the answer.
    const newer = this.#settings === before ? undefined : this.#settings;
    const settings = newer ?? preferences.settings;
    this.follow(settings);
    return { ...preferences, settings };
  }

  /** What the file dialog remembers stays as it is. */
  async save(settings: Settings): Promise<void> {
    const folders = this.#settings?.folders;
    const { settings: saved } = await this.#workbench.changeSettings({
      ...settings,
      ...(folders && { folders }),
    });
    this.follow(saved);
  }

  /** Whether other programs may drive the window. */
  get drivable(): boolean {
    return this.#settings?.drivable === true;
  }

  /** Other programs may drive no window any more. */
  async endDriving(): Promise<void> {
    await this.#change({ drivable: false });
  }

  /** Folders that the file dialog goes to. */
  get folders(): RememberedFolders {
    return this.#settings?.folders ?? { favourites: [], last: {} };
  }

  async remember(folders: RememberedFolders): Promise<void> {
    await this.#change({ folders });
  }

  async #change(part: Partial<Settings>): Promise<void> {
    const settings = this.#settings;
    if (!settings) return;
    const { settings: saved } = await this.#workbench.changeSettings({ ...settings, ...part });
    this.follow(saved);
  }

  /** How the command for a terminal stands; undefined in a browser. */
  async terminalCommand(): Promise<TerminalCommand | undefined> {
    return this.#desktop.terminalCommand?.();
  }

  async offerTerminalCommand(): Promise<TerminalCommand | undefined> {
    return this.#desktop.offerTerminalCommand?.();
  }

  /** Also what another window has chosen. */
  follow(settings: Settings): void {
    chooseTheme(settings.theme);
    // A device that was chosen for this window alone stays until another is the usual one.
    if (settings.provider !== this.#settings?.provider) this.#models.choose(settings.provider);
    this.#settings = settings;
  }
}
