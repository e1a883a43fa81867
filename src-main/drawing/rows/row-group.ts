import type { RowSettings, TrackLayout } from '../../contract/index.ts';
import type { HeadingRow, Row } from './row.ts';

/** A row that stands below a heading. */
export type Body = Exclude<Row, HeadingRow>;

/** Rows that stand together, below a heading where they have one. */
export interface Group {
  readonly id: string;
  readonly rows: readonly Body[];
  readonly heading?: Omit<HeadingRow, 'kind' | 'id' | 'group' | 'settings' | 'folded' | 'count'>;
}

export function settingsOf({ rows }: TrackLayout, id: string): RowSettings {
  return rows[id] ?? {};
}

export function groupRows({ id, rows, heading }: Group, layout: TrackLayout): Row[] {
  const shown = rows.filter(({ settings }) => !settings.hidden);
  const { folded } = layout;
  const head: HeadingRow | undefined = heading && {
    ...{ kind: 'heading', id: `heading:${id}`, group: id, settings: {}, ...heading },
    ...{ folded: folded.includes(id), count: shown.length },
  };
  return [...(head && shown.length > 0 ? [head] : []), ...arranged(rows, layout)];
}

export function arranged<T extends Row>(rows: readonly T[], layout: TrackLayout): T[] {
  return rows.toSorted(byOrder(layout));
}

/** Those that were moved in the order they were given, all others after them as they stood. */
export function byOrder({ order }: TrackLayout) {
  const place = ({ id }: { readonly id: string }) => {
    const index = order.indexOf(id);
    return index < 0 ? order.length : index;
  };
  return (a: { readonly id: string }, b: { readonly id: string }) => place(a) - place(b);
}
