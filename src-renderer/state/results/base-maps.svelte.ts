import {
  defined,
  type BaseMap,
  type Project,
  type ProjectBaseMap,
  type Region,
} from '../../../src-main/contract/index.ts';
import {
  patchwork,
  shownDependencies,
  shownMutagenesis,
  type BaseChoice,
  type BaseMapSpec,
  type BasePicture,
} from '../../../src-main/drawing/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import { faultCode, faultText } from '../../format/index.ts';
import type { MapFault } from './effect-maps.svelte.ts';

/** One map of bases, and what of it is looked at. */
export interface ChosenBase {
  readonly map: string;
  readonly choice: BaseChoice;
}

/** The numbers of the project's shown maps of bases, and what a person looks at in them. */
export class BaseMaps {
  readonly #workbench: WorkbenchClient;
  readonly #show: (region: Region) => Promise<void>;
  #project: Project | undefined;
  /** By id; what was asked for and is not here yet is absent in both. */
  #open = $state.raw<ReadonlyMap<string, BasePicture>>(new Map());
  #faults = $state.raw<ReadonlyMap<string, MapFault>>(new Map());
  #chosen = $state.raw<ChosenBase>();
  /** What is here or was asked for, by id: when it was made. */
  readonly #asked = new Map<string, string>();
  #seen: readonly Region[] = [];

  constructor(workbench: WorkbenchClient, show: (region: Region) => Promise<void>) {
    this.#workbench = workbench;
    this.#show = show;
  }

  setProject(project: Project | undefined): void {
    if (project?.id !== this.#project?.id) {
      this.#asked.clear();
      [this.#open, this.#faults] = [new Map(), new Map()];
    }
    this.#project = project;
    for (const [id, createdAt] of [...this.#asked]) {
      if (this.#made(id)?.createdAt !== createdAt) this.#forget(id);
    }
    if (this.#chosen && !this.#made(this.#chosen.map)) this.#chosen = undefined;
    this.look(this.#seen);
  }

  /** Fetches what the project shows of what is seen, where it is not here: a map may be large. */
  look(regions: readonly Region[]): void {
    this.#seen = regions;
    for (const { id, shown, region } of this.#project?.baseMaps ?? []) {
      const isSeen = (seen: Region) => patchwork([{ interval: region }], seen).length > 0;
      if (shown && regions.some(isSeen)) this.fetch(id);
    }
  }

  /** Fetches a map that is shown, wherever it lies, where it is not here. */
  fetch(id: string): void {
    const map = this.#made(id);
    if (map && !this.#asked.has(id)) void this.#fetch(map);
  }

  /** A map that the project has and shows. */
  #made(id: string): ProjectBaseMap | undefined {
    return this.#project?.baseMaps.find((map) => map.id === id && map.shown);
  }

  get(map: string): BasePicture | undefined {
    return this.#open.get(map);
  }

  fault(map: string): MapFault | undefined {
    return this.#faults.get(map);
  }

  get chosen(): ChosenBase | undefined {
    return this.#chosen;
  }

  choose(chosen: ChosenBase | undefined): void {
    this.#chosen = chosen;
  }

  /** Selects a base of a map, or two, and shows them near enough to read the letters. */
  async goTo(map: string, choice: BaseChoice): Promise<void> {
    const made = this.#made(map);
    if (!made) return;
    this.choose({ map, choice });
    const { contig, start } = made.region;
    const [from, to] =
      choice.kind === 'base' ? [choice.base, choice.base] : [choice.from, choice.to];
    const [first, last] = [start + Math.min(from, to), start + Math.max(from, to) + 1];
    const margin = 20 + Math.ceil((last - first) / 4);
    await this.#show({ contig, start: Math.max(0, first - margin), end: last + margin });
  }

  /** What the browser draws. */
  get drawn(): readonly BaseMapSpec[] {
    return (this.#project?.baseMaps ?? []).flatMap((made) => {
      const { id, shown } = made;
      const picture = this.#open.get(id);
      if (!shown || this.#faults.has(id)) return [];
      const chosen = this.#chosen?.map === id ? this.#chosen.choice : undefined;
      return [{ id: `bases:${id}`, made, picture, chosen }];
    });
  }

  async #fetch({ id, createdAt }: ProjectBaseMap): Promise<void> {
    const project = defined(this.#project).id;
    this.#asked.set(id, createdAt);
    const isWanted = () => this.#project?.id === project && this.#asked.get(id) === createdAt;
    try {
      const map = await this.#workbench.baseMap({ project, map: id });
      if (!isWanted()) return;
      this.#faults = without(this.#faults, id);
      this.#open = new Map([...this.#open, [id, pictureOf(map)]]);
    } catch (error) {
      if (!isWanted()) return;
      const lost = faultCode(error) === 'cache-missing';
      this.#open = without(this.#open, id);
      this.#faults = new Map([...this.#faults, [id, { lost, ...faultText(error) }]]);
    }
  }

  #forget(id: string): void {
    this.#asked.delete(id);
    this.#open = without(this.#open, id);
    this.#faults = without(this.#faults, id);
  }
}

function pictureOf(map: BaseMap): BasePicture {
  return map.kind === 'mutagenesis'
    ? { kind: map.kind, shown: shownMutagenesis(map.numbers) }
    : { kind: map.kind, shown: shownDependencies(map.numbers) };
}

function without<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([key]) => key !== id));
}
