import type { Row } from '../../../src-main/drawing/index.ts';
import {
  comparisonId,
  plainLayout,
  type Comparison,
  type Project,
  type RowSettings,
  type TrackLayout,
  type VariantPictureLayout,
} from '../../../src-main/contract/index.ts';
import type { ChangeHistory, ProjectChanges } from '../project/index.ts';
import { differing, restoring, withChange, type LayoutChange } from './layout-change.ts';
import type { WorkbenchClient } from '../../../src-main/transport/browser.ts';

interface LayoutContext {
  readonly workbench: WorkbenchClient;
  readonly changes: ProjectChanges;
  readonly history: ChangeHistory;
  readonly project: () => Project | undefined;
}

/** How a person arranged the rows: kept in the project, every change can be taken back. */
export class LayoutState {
  readonly #context: LayoutContext;
  /** What was changed and is not saved yet, in order. */
  #pending = $state.raw<readonly LayoutChange[]>([]);

  constructor(context: LayoutContext) {
    this.#context = context;
  }

  get now(): TrackLayout {
    return this.#pending.reduce(withChange, this.#context.project()?.layout ?? plainLayout);
  }

  /** Changes what was chosen for a row; what becomes undefined is as usual again. */
  async set(row: string, change: RowSettings): Promise<void> {
    await this.#change('options of a row', { rows: { [row]: change } });
  }

  async fold(group: string): Promise<void> {
    const isFolded = this.now.folded.includes(group);
    await this.#change('fold a group', { folded: { [group]: !isFolded } });
  }

  /** Makes rows of two others each, and takes others of them away. */
  async compare(made: readonly Comparison[], ended: readonly Comparison[] = []): Promise<void> {
    const gone = ended.map((one) => [comparisonId(one), undefined] as const);
    const come = made.map((one) => [comparisonId(one), one] as const);
    if (gone.length + come.length === 0) return;
    await this.#change(made.length > 0 ? 'compare rows' : 'end a comparison', {
      comparisons: Object.fromEntries([...gone, ...come]),
    });
  }

  /** Of tables of variants. */
  async hideColumns(hidden: readonly string[]): Promise<void> {
    const hiddenColumns = differing(this.now.hiddenColumns ?? [], hidden);
    await this.#change('columns of the table', { hiddenColumns });
  }

  async setVariantPicture(variantPicture: VariantPictureLayout): Promise<void> {
    await this.#change('picture of the variants', { variantPicture });
  }

  async setColumnWidth(columnWidth: number): Promise<void> {
    await this.#change('width of the names', { columnWidth: Math.round(columnWidth) });
  }

  /** Hides all rows that are not among `shown`, and shows those that are. */
  async show(rows: readonly Row[], shown: readonly string[]): Promise<void> {
    const changed = rows.flatMap(({ id }) => {
      const hidden = shown.includes(id) ? undefined : true;
      return this.now.rows[id]?.hidden === hidden ? [] : [[id, { hidden }] as const];
    });
    await this.#change('rows shown', { rows: Object.fromEntries(changed) });
  }

  /** Puts a row, or a heading with all of its group, in another's place, among what it stands with. */
  async move(rows: readonly Row[], row: Row, to: Row): Promise<void> {
    const isHeading = row.kind === 'heading';
    const ids = isHeading
      ? [...new Set(rows.filter(({ kind }) => kind === 'heading').map(({ group }) => group))]
      : rows
          .filter(({ kind, group }) => kind !== 'heading' && group === row.group)
          .map(({ id }) => id);
    const [id, place] = isHeading ? [row.group, to.group] : [row.id, to.id];
    const [from, target] = [ids.indexOf(id), ids.indexOf(place)];
    if (from < 0 || target < 0 || from === target) return;
    const moved = ids.toSpliced(from, 1).toSpliced(target, 0, id);
    await this.#change('order of rows', { order: { of: moved, places: moved } });
  }

  /** One step up (-1) or down (1). */
  async step(rows: readonly Row[], row: Row, by: -1 | 1): Promise<void> {
    const alike = rows.filter(({ kind, group, settings }) =>
      row.kind === 'heading'
        ? kind === 'heading'
        : kind !== 'heading' && group === row.group && !settings.hidden,
    );
    const other = alike[alike.findIndex(({ id }) => id === row.id) + by];
    if (other) await this.move(rows, row, other);
  }

  async #change(title: string, change: LayoutChange): Promise<void> {
    const before = restoring(change, this.now);
    this.#context.history.note({
      title,
      back: () => this.#save(before),
      again: () => this.#save(change),
    });
    await this.#save(change);
  }

  /** Whether it was saved. */
  async #save(change: LayoutChange): Promise<boolean> {
    const { changes, workbench } = this.#context;
    this.#pending = [...this.#pending, change];
    const isSaved = await changes.revise('The arrangement of rows could not be saved', (known) =>
      workbench.updateProject({ ...known, layout: this.now }),
    );
    this.#pending = this.#pending.filter((one) => one !== change);
    return isSaved;
  }
}
