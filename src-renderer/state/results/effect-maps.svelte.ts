import { type EffectSpec, type EffectChoice, isOf } from '../../../src-main/drawing/index.ts';
import {
  defaultThreshold,
  linksOf,
  type EffectLink,
  type EffectMap,
  type KnownEffects,
  type LinkVerdict,
  type Project,
  type ProjectMap,
  type Region,
  defined,
  verdictOf,
} from '../../../src-main/contract/index.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';
import { choiceOf } from '../../effects/index.ts';
import { faultCode, faultText } from '../../format/index.ts';

const nothingKnown: KnownEffects = { elements: [], links: [] };

/** A map with what of it is looked at. */
export interface OpenMap {
  readonly numbers: EffectMap;
  readonly threshold: number;
  /** Those that reach the threshold, the largest first. */
  readonly links: readonly EffectLink[];
}

/** Why a map's numbers are not here; `lost` where they are gone from the cache. */
export interface MapFault {
  readonly lost: boolean;
  readonly message: string;
  readonly advice: string;
}

/** One map, and what of it is looked at. */
export interface ChosenEffect {
  readonly map: string;
  readonly choice: EffectChoice;
}

/** The numbers of the project's shown maps, and what a person looks at in them. */
export class EffectMaps {
  readonly #workbench: WorkbenchClient;
  readonly #show: (region: Region) => Promise<void>;
  #project: Project | undefined;
  /** By id; what was asked for and is not here yet is absent in both. */
  #open = $state.raw<ReadonlyMap<string, OpenMap>>(new Map());
  #faults = $state.raw<ReadonlyMap<string, MapFault>>(new Map());
  #chosen = $state.raw<ChosenEffect>();
  #known = $state.raw<KnownEffects>(nothingKnown);
  /** What is here or was asked for, by id: when it was made. */
  #asked = new Map<string, string>();

  constructor(workbench: WorkbenchClient, show: (region: Region) => Promise<void>) {
    this.#workbench = workbench;
    this.#show = show;
  }

  /** Fetches what the project shows and is not here. */
  setProject(project: Project | undefined): void {
    if (project?.id !== this.#project?.id) {
      this.#asked.clear();
      [this.#open, this.#faults, this.#known] = [new Map(), new Map(), nothingKnown];
    }
    this.#project = project;
    const maps = project?.maps ?? [];
    for (const id of [...this.#asked.keys()]) {
      if (!maps.some((map) => map.id === id)) this.#forget(id);
    }
    if (!maps.some(({ id, shown }) => shown && id === this.#chosen?.map)) this.#chosen = undefined;
    for (const map of maps) {
      if (map.shown && this.#asked.get(map.id) !== map.createdAt) void this.#fetch(map);
    }
  }

  get(map: string): OpenMap | undefined {
    return this.#open.get(map);
  }

  fault(map: string): MapFault | undefined {
    return this.#faults.get(map);
  }

  get chosen(): ChosenEffect | undefined {
    return this.#chosen;
  }

  /** Whether what is known from elsewhere is shown beside what is predicted. */
  get revealed(): boolean {
    return this.#known !== nothingKnown;
  }

  setThreshold(map: string, threshold: number): void {
    const open = this.#open.get(map);
    if (!open || !(threshold >= 0)) return;
    this.#put(map, openMap(open.numbers, threshold));
  }

  choose(chosen: ChosenEffect | undefined): void {
    this.#chosen = chosen;
  }

  /** Selects a link and shows it from end to end. */
  async goTo(map: string, { element, target }: EffectLink): Promise<void> {
    const numbers = this.get(map)?.numbers;
    if (!numbers) return;
    this.choose({ map, choice: { kind: 'link', element, target } });
    const [from, to] = [defined(numbers.elements[element]), defined(numbers.targets[target])];
    const [start, end] = [Math.min(from.start, to.start), Math.max(from.end, to.end)];
    const margin = Math.ceil((end - start) / 8) + 200;
    const { contig } = from;
    await this.#show({ contig, start: Math.max(0, start - margin), end: end + margin });
  }

  /** Selects the target or element of a shown map that a feature stands for, or nothing. */
  chooseFeature(feature: Region, names: readonly string[]): void {
    this.#chosen = this.#shown().flatMap(({ id }) => {
      const choice = choiceOf(defined(this.#open.get(id)).numbers, feature, names);
      return choice ? [{ map: id, choice }] : [];
    })[0];
  }

  /** Links of what is chosen. */
  linksOf({ map, choice }: ChosenEffect): readonly EffectLink[] {
    return (this.#open.get(map)?.links ?? []).filter((link) => isOf(choice, link));
  }

  /** Whether a link of a map is true; undefined before the truth is revealed. */
  verdictOf(map: string, link: EffectLink): LinkVerdict | undefined {
    const open = this.#open.get(map);
    return open && this.revealed ? verdictOf(open.numbers, link, this.#known) : undefined;
  }

  /** Shows the tutorial's true links below the predicted ones, or hides them. */
  async reveal(on: boolean): Promise<void> {
    this.#known = on ? await this.#workbench.tutorialEffects() : nothingKnown;
  }

  /** What is known of a region: its elements, and the links that have both ends in it. */
  knownOf(region: Region): KnownEffects {
    return {
      elements: this.#known.elements.filter((element) => isInside(element, region)),
      links: this.#known.links.filter(({ element, target }) => {
        return isInside(element, region) && isInside(target, region);
      }),
    };
  }

  /** What the browser draws. */
  get drawn(): readonly EffectSpec[] {
    return this.#shown().map(({ id, createdAt }) => {
      const open = defined(this.#open.get(id));
      return {
        ...{ ...open, id: `map:${id}`, map: id, createdAt },
        chosen: this.#chosen?.map === id ? this.#chosen.choice : undefined,
        known: this.knownOf(open.numbers.interval).links,
      };
    });
  }

  #shown(): ProjectMap[] {
    return (this.#project?.maps ?? []).filter(({ id, shown }) => shown && this.#open.has(id));
  }

  async #fetch({ id, createdAt }: ProjectMap): Promise<void> {
    const project = defined(this.#project).id;
    this.#asked.set(id, createdAt);
    const isWanted = () => this.#project?.id === project && this.#asked.get(id) === createdAt;
    try {
      const numbers = await this.#workbench.effectMap({ project, map: id });
      if (!isWanted()) return;
      this.#faults = without(this.#faults, id);
      const threshold = this.#open.get(id)?.threshold ?? defaultThreshold(numbers);
      this.#put(id, openMap(numbers, threshold));
    } catch (error) {
      if (!isWanted()) return;
      const lost = faultCode(error) === 'cache-missing';
      this.#open = without(this.#open, id);
      this.#faults = new Map([...this.#faults, [id, { lost, ...faultText(error) }]]);
    }
  }

  #put(id: string, open: OpenMap): void {
    this.#open = new Map([...this.#open, [id, open]]);
  }

  #forget(id: string): void {
    this.#asked.delete(id);
    this.#open = without(this.#open, id);
    this.#faults = without(this.#faults, id);
  }
}

function openMap(numbers: EffectMap, threshold: number): OpenMap {
  return { numbers, threshold, links: linksOf(numbers, threshold) };
}

function isInside(place: Region, interval: Region): boolean {
  const { contig, start, end } = interval;
  return place.contig === contig && place.start >= start && place.end <= end;
}

function without<T>(map: ReadonlyMap<string, T>, id: string): ReadonlyMap<string, T> {
  return new Map([...map].filter(([key]) => key !== id));
}
