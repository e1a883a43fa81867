import {
  comparisonId,
  type Comparison,
  type RowSettings,
  type TrackLayout,
  type VariantPictureLayout,
} from '../../../src-main/contract/index.ts';

/** What one change sets in a layout; whatever else is there, of another window too, stays as it is. */
export interface LayoutChange {
  /** Settings by row; what is undefined becomes as usual again. */
  readonly rows?: Readonly<Record<string, RowSettings>>;
  /** Groups that become folded, and others. */
  readonly folded?: Readonly<Record<string, boolean>>;
  /** Columns of tables that become hidden, and others. */
  readonly hiddenColumns?: Readonly<Record<string, boolean>>;
  /** Rows made of two others, by their ids; those that are undefined are taken away. */
  readonly comparisons?: Readonly<Record<string, Comparison | undefined>>;
  /** px; as usual where undefined. */
  readonly columnWidth?: number | undefined;
  /** Of the picture of variants; what is undefined becomes as usual again. */
  readonly variantPicture?: VariantPictureLayout | undefined;
  /** Of these rows or groups those that have a place, in this order behind all others. */
  readonly order?: { readonly of: readonly string[]; readonly places: readonly string[] };
}

/** A layout with a change. */
export function withChange(layout: TrackLayout, change: LayoutChange): TrackLayout {
  const { rows = {}, folded, comparisons, hiddenColumns, variantPicture, order } = change;
  const changed = Object.entries(rows).map(
    ([row, settings]) => [row, { ...layout.rows[row], ...settings }] as const,
  );
  return {
    ...layout,
    rows: { ...layout.rows, ...Object.fromEntries(changed) },
    ...(folded && { folded: withMembers(layout.folded, folded) }),
    ...(comparisons && { comparisons: withComparisons(layout.comparisons ?? [], comparisons) }),
    ...(hiddenColumns && {
      hiddenColumns: withMembers(layout.hiddenColumns ?? [], hiddenColumns),
    }),
    ...('columnWidth' in change && { columnWidth: change.columnWidth }),
    ...(variantPicture && { variantPicture: { ...layout.variantPicture, ...variantPicture } }),
    ...(order && {
      order: [...layout.order.filter((id) => !order.of.includes(id)), ...order.places],
    }),
  };
}

/** The change that makes of what a change touches what it is in a layout: taken back, if that was before it. */
export function restoring(change: LayoutChange, layout: TrackLayout): LayoutChange {
  const { rows, folded, comparisons, hiddenColumns, variantPicture, order } = change;
  const settings = (row: string, changed: RowSettings): RowSettings =>
    fieldsOf(layout.rows[row] ?? {}, changed);
  return {
    ...(rows && {
      rows: Object.fromEntries(
        Object.entries(rows).map(([row, changed]) => [row, settings(row, changed)]),
      ),
    }),
    ...(folded && { folded: membersAmong(layout.folded, folded) }),
    ...(comparisons && { comparisons: comparisonsAmong(layout.comparisons ?? [], comparisons) }),
    ...(hiddenColumns && {
      hiddenColumns: membersAmong(layout.hiddenColumns ?? [], hiddenColumns),
    }),
    ...('columnWidth' in change && { columnWidth: layout.columnWidth }),
    ...(variantPicture && {
      variantPicture: fieldsOf(layout.variantPicture ?? {}, variantPicture),
    }),
    ...(order && {
      order: { of: order.of, places: layout.order.filter((id) => order.of.includes(id)) },
    }),
  };
}

/** The fields that a change has, as they were. */
function fieldsOf<T extends object>(before: T, change: T): T {
  const keys = Object.keys(change) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, before[key]])) as T;
}

/** Which of two lists' members differ, and whether the second has them. */
export function differing(
  before: readonly string[],
  after: readonly string[],
): Readonly<Record<string, boolean>> {
  const all = [...before, ...after];
  const others = all.filter((one) => before.includes(one) !== after.includes(one));
  return Object.fromEntries(others.map((one) => [one, after.includes(one)]));
}

function withMembers(
  list: readonly string[],
  members: Readonly<Record<string, boolean>>,
): readonly string[] {
  const kept = list.filter((one) => members[one] !== false);
  const added = Object.keys(members).filter((one) => members[one] && !kept.includes(one));
  return [...kept, ...added];
}

function membersAmong(
  list: readonly string[],
  members: Readonly<Record<string, boolean>>,
): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.keys(members).map((one) => [one, list.includes(one)]));
}

function withComparisons(
  list: readonly Comparison[],
  changed: NonNullable<LayoutChange['comparisons']>,
): readonly Comparison[] {
  const kept = list.filter((one) => !(comparisonId(one) in changed));
  return [...kept, ...Object.values(changed).flatMap((one) => one ?? [])];
}

function comparisonsAmong(
  list: readonly Comparison[],
  changed: NonNullable<LayoutChange['comparisons']>,
): NonNullable<LayoutChange['comparisons']> {
  const ids = Object.keys(changed);
  return Object.fromEntries(
    ids.map((id) => [id, list.find((one) => comparisonId(one) === id)] as const),
  );
}
