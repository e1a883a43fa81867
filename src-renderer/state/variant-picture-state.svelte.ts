import type {
  PointColumn,
  Project,
  VariantOrderRequest,
  VariantPoints,
  VariantRange,
  VariantSet,
  Workbench,
} from '../../src-main/contract/index.ts';
import {
  placesOf,
  variantAxes,
  type VariantAxis,
  type VariantPicture,
} from '../../src-main/drawing/index.ts';
import type { Notifications } from './notifications.svelte.ts';
import type { VariantTableState } from './variant-table-state.svelte.ts';

export type PictureKind = VariantPicture['kind'];

/** What pictures need of the window round them. */
export interface VariantPictureContext {
  readonly workbench: Workbench;
  readonly notifications: Notifications;
  readonly table: VariantTableState;
  readonly project: () => Project | undefined;
  /** `Expression (probability)` */
  readonly trackWords: (set: VariantSet) => string | undefined;
}

/** The picture beside the table: what it shows of which rows, and what is marked in it. */
export class VariantPictureState {
  readonly #context: VariantPictureContext;
  #shown = $state(false);
  #kind = $state<PictureKind>('along');
  /** Axes as they were chosen: up, and across where the genome is not. */
  #up = $state<PointColumn>();
  #across = $state<PointColumn>();
  #points = $state.raw<{ readonly set: string; readonly points: VariantPoints }>();
  #listed = $state.raw<Uint32Array>();
  /** Rises with every question, so that late answers are recognised. */
  #pointsAsked = 0;
  #listedAsked = 0;

  readonly #axes = $derived.by((): VariantAxis[] => {
    const { set } = this.#context.table;
    const points = this.#points;
    if (!set || points?.set !== set.id) return [];
    const { masked, labels } = set;
    return variantAxes(points.points, { track: this.#context.trackWords(set), masked, labels });
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
    const [points, up, across] = [this.#points?.points, this.up, this.across];
    if (!points || !up) return undefined;
    const chosen = this.#chosen;
    const contigs = this.#context.project()?.genome?.contigs ?? [];
    switch (this.#kind) {
      case 'along':
        return { kind: 'along', places: placesOf(points, contigs), value: up, chosen };
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
    return this.#shown;
  }

  show(shown: boolean): void {
    this.#shown = shown;
  }

  get kind(): PictureKind {
    return this.#kind;
  }

  chooseKind(kind: PictureKind): void {
    this.#kind = kind;
  }

  /** Whether the rows of the set are here. */
  get isLoaded(): boolean {
    return this.#points !== undefined && this.#points.set === this.#context.table.set?.id;
  }

  /** All that can be drawn of the set; nothing until its rows are here. */
  get axes(): readonly VariantAxis[] {
    return this.#axes;
  }

  get up(): VariantAxis | undefined {
    return this.#axes.find(({ column }) => column === this.#up) ?? this.#axes[0];
  }

  /** Of one value against another, the one across: the score, where it is not the other one already. */
  get across(): VariantAxis | undefined {
    const others = this.#axes.filter((axis) => axis !== this.up);
    const find = (wanted: PointColumn | undefined) =>
      others.find(({ column }) => column === wanted);
    return find(this.#across) ?? find('score') ?? others[0];
  }

  chooseUp(column: PointColumn): void {
    if (column === this.across?.column) this.#across = this.up?.column;
    this.#up = column;
  }

  chooseAcross(column: PointColumn): void {
    if (column === this.up?.column) this.#up = this.across?.column;
    this.#across = column;
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
    this.#points = { set: set.id, points };
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
