import { panelNames } from '../../src-main/contract/index.ts';
import type { WantedBaseMap } from './forms/index.ts';

/** Those of the rail, and those that the panel of models leads to. */
const names = [...panelNames, 'probe', 'evaluate'] as const;
export type PanelName = (typeof names)[number];

/** The panel that is open, and what it starts from. */
export class PanelState {
  #name = $state<PanelName>();
  #region = $state<string>();
  #bases = $state.raw<WantedBaseMap>();

  get name(): PanelName | undefined {
    return this.#name;
  }

  /** The region that it starts from, where something asked for it. */
  get region(): string | undefined {
    return this.#region;
  }

  /** The map of bases that the effects panel starts from, where something asked for one. */
  get bases(): WantedBaseMap | undefined {
    return this.#bases;
  }

  open(name: PanelName): void {
    this.#name = name;
  }

  /** As an address names it; another name changes nothing. */
  openNamed(name: string | undefined): void {
    this.#name = names.find((one) => one === name) ?? this.#name;
  }

  close(): void {
    this.#name = undefined;
  }

  /** The predict panel for a region, or for what is visible. */
  predict(region?: string): void {
    this.#region = region;
    this.#name = 'predict';
  }

  /** The effects panel for a region, or for what is visible. */
  findEffects(region?: string): void {
    this.#region = region;
    this.#bases = undefined;
    this.#name = 'effects';
  }

  /** The effects panel for a map of bases. */
  mapBases(wanted: WantedBaseMap): void {
    this.#region = wanted.region;
    this.#bases = wanted;
    this.#name = 'effects';
  }
}
