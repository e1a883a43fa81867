import type { FigurePreview, FigureRequest } from '../../../src-main/contract/index.ts';
import type { Row } from '../../../src-main/drawing/index.ts';
import { FigureLookForm } from './figure-look.svelte.ts';
import { RequestEstimate } from './request-estimate.svelte.ts';

/** What the window shows, as a figure names it. */
export type FigureView = Omit<FigureRequest, 'width' | 'fontSize' | 'title' | 'legend' | 'rows'>;

/** What is chosen for a figure, and how it looks so far. For use in a component. */
export class FigureForm extends FigureLookForm {
  legend = $state(true);
  /** Ids of rows that are left out. */
  #left = $state.raw<readonly string[]>([]);
  /** Ids, as they were moved; those that were not stand as in the window. */
  #order = $state.raw<readonly string[]>([]);
  readonly #rows: () => readonly Row[];
  readonly #view: () => FigureView | undefined;
  readonly preview: RequestEstimate<FigureRequest, FigurePreview>;

  constructor(
    rows: () => readonly Row[],
    view: () => FigureView | undefined,
    draw: (request: FigureRequest) => Promise<FigurePreview>,
  ) {
    super();
    this.#rows = rows;
    this.#view = view;
    this.preview = new RequestEstimate(() => this.request, draw);
  }

  /** All rows that may be drawn, from top to bottom. */
  get rows(): readonly Row[] {
    const rows = this.#rows();
    if (this.#order.length === 0) return rows;
    const place = ({ id }: Row) => {
      const at = this.#order.indexOf(id);
      return at < 0 ? this.#order.length : at;
    };
    return rows.toSorted((a, b) => place(a) - place(b));
  }

  has({ id }: Row): boolean {
    return !this.#left.includes(id);
  }

  choose({ id }: Row, on: boolean): void {
    this.#left = on ? this.#left.filter((one) => one !== id) : [...this.#left, id];
  }

  /** One place up or down. */
  move(row: Row, by: -1 | 1): void {
    const ids = this.rows.map(({ id }) => id);
    const at = ids.indexOf(row.id);
    const to = at + by;
    if (at < 0 || to < 0 || to >= ids.length) return;
    this.#order = ids.toSpliced(at, 1).toSpliced(to, 0, row.id);
  }

  /** What is to be drawn; undefined while a number is missing or is no figure's. */
  get request(): FigureRequest | undefined {
    const { look, legend } = this;
    const view = this.#view();
    if (!view || !look) return undefined;
    const rows = this.rows.filter((row) => this.has(row)).map(({ id }) => id);
    return { ...view, ...look, legend, rows };
  }
}
