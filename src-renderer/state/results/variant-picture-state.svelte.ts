import { untrack } from 'svelte';
import type {
  PointColumn,
  Project,
  VariantOrderRequest,
  VariantPictureChoice,
  VariantPictureLayout,
  VariantPoints,
  VariantRange,
  VariantSet,
  Workbench,
} from '../../../src-main/contract/index.ts';
import {
  chosenAxes,
  placesOf,
  variantAxes,
  type VariantAxis,
  type VariantPicture,
} from '../../../src-main/drawing/index.ts';
import type { Notifications } from '../notifications.svelte.ts';
import type { VariantTableState } from './variant-table-state.svelte.ts';

export type PictureKind = VariantPicture['kind'];

/** What pictures need of the window round them. */
export interface VariantPictureContext {
  readonly workbench: Workbench;
  readonly notifications: Notifications;
  readonly table: VariantTableState;
  readonly project: () => Project | undefined;
  readonly layout: () => VariantPictureLayout | undefined;
  readonly setLayout: (change: VariantPictureLayout) => Promise<void>;
  /** `Expression (probability)` */
  readonly trackWords: (set: VariantSet) => string | undefined;
}

/** The picture beside the table: what it shows of which rows, and what is marked in it. */
export class VariantPictureState {
  readonly #context: VariantPictureContext;
  #points = $state.raw<{ readonly set: VariantSet; readonly points: VariantPoints }>();
  #listed = $state.raw<Uint32Array>();
  /** Rises with every question, so that late answers are recognised. */
  #pointsAsked = 0;
  #listedAsked = 0;

  // The project is another with each change; what follows is made anew only where it says something else.
  readonly #isLoaded = $derived.by(
    () => this.#points !== undefined && this.#points.set.id === this.#context.table.set?.id,
  );
  readonly #axes = $derived.by((): VariantAxis[] => {
    if (!this.#isLoaded || !this.#points) return [];
    const { set, points } = this.#points;
    const { masked, labels } = set;
    return variantAxes(points, { track: this.#context.trackWords(set), masked, labels });
  });
  readonly #kind = $derived(this.#layout.kind ?? 'along');
  readonly #up = $derived(chosenAxes(this.#axes, this.#layout).up);
  readonly #across = $derived(chosenAxes(this.#axes, this.#layout).across);
  readonly #genome = $derived.by(() => this.#context.project()?.genome?.sequence.url);
  readonly #contigs = $derived.by(() => {
    void this.#genome;
    return untrack(() => this.#context.project()?.genome?.contigs ?? []);
  });
  /** 1 for rows that are listed; undefined where all are. */
  readonly #chosen = $derived.by((): Uint8Array | undefined => {
    const [points, listed] = [this.#points?.points, this.#listed];
    if (!points || !listed || listed.length === points.position.length) return undefined;
    const chosen = new Uint8Array(points.position.length);
    for (const row of listed) chosen[row] = 1;
    return chosen;
  });
  readonly #picture = $derived.by((): VariantPicture | undefined => {
    const [points, up, across] = [this.#points?.points, this.#up, this.#across];
    if (!points || !up) return undefined;
    const chosen = this.#chosen;
    switch (this.#kind) {
      case 'along':
        return { kind: 'along', places: placesOf(points, this.#contigs), value: up, chosen };
      case 'scatter':
        return across && { kind: 'scatter', across, up, chosen };
      case 'histogram':
        return { kind: 'histogram', value: up, chosen };
    }
  });

  constructor(context: VariantPictureContext) {
    this.#context = context;
  }

  /** Whether there is a picture beside the table. */
  get shown(): boolean {
    return this.#layout.shown ?? false;
  }

  async show(shown: boolean): Promise<void> {
    await this.#context.setLayout({ shown });
  }

  get kind(): PictureKind {
    return this.#kind;
  }

  async chooseKind(kind: PictureKind): Promise<void> {
    await this.#context.setLayout({ kind });
  }

  /** As it was chosen, kept in the project. */
  get #layout(): VariantPictureLayout {
    return this.#context.layout() ?? {};
  }

  /** Whether the rows of the set are here. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** All that can be drawn of the set; nothing until its rows are here. */
  get axes(): readonly VariantAxis[] {
    return this.#axes;
  }

  get up(): VariantAxis | undefined {
    return this.#up;
  }

  /** Of one value against another, the one across. */
  get across(): VariantAxis | undefined {
    return this.#across;
  }

  /** An axis that takes the other's column changes places with it. */
  async chooseUp(column: PointColumn): Promise<void> {
    const swapped = column === this.across?.column ? { across: this.up?.column } : {};
    await this.#context.setLayout({ up: column, ...swapped });
  }

  async chooseAcross(column: PointColumn): Promise<void> {
    const swapped = column === this.up?.column ? { up: this.across?.column } : {};
    await this.#context.setLayout({ across: column, ...swapped });
  }

  /** What is shown, for a figure of it. */
  get choice(): VariantPictureChoice {
    return { kind: this.kind, up: this.up?.column, across: this.across?.column };
  }

  get picture(): VariantPicture | undefined {
    return this.#picture;
  }

  /** What is marked in the picture: only such rows are listed. */
  get marked(): readonly VariantRange[] {
    return this.#context.table.filter.within ?? [];
  }

  /** Has only what is marked be listed; all where nothing is. */
  mark(ranges: readonly VariantRange[]): void {
    if (ranges.length === 0 && this.marked.length === 0) return;
    this.#context.table.filterBy({ within: ranges.length > 0 ? ranges : undefined });
  }

  /** Opens the variant of a row, if it is listed. */
  async open(row: number): Promise<void> {
    const index = this.#listed?.indexOf(row) ?? -1;
    if (index >= 0) await this.#context.table.open(index);
  }

  /** Fetches the rows of a set. */
  async load(set: VariantSet): Promise<void> {
    const asked = ++this.#pointsAsked;
    const { workbench, notifications } = this.#context;
    const project = this.#context.project()?.id ?? '';
    const points = await notifications.attempt('The picture could not be drawn', () =>
      workbench.variantPoints({ project, set: set.id }),
    );
    if (asked !== this.#pointsAsked || !points) return;
    this.#points = { set, points };
  }

  /** Learns which rows are listed. */
  async follow(order: VariantOrderRequest): Promise<void> {
    const asked = ++this.#listedAsked;
    const found = await this.#context.notifications.attempt('The picture could not be drawn', () =>
      this.#context.workbench.variantOrder(order),
    );
    if (asked === this.#listedAsked && found) this.#listed = found.rows;
  }
}
