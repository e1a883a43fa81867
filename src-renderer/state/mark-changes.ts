import { formatRegion, type Mark } from '../../src-main/contract/index.ts';

/** What became of the mark of one region; it has none where there is no mark. */
export interface MarkChange {
  readonly region: string;
  /** Among the marks, where it stands or stood. */
  readonly place: number;
  readonly before: Mark | undefined;
  readonly after: Mark | undefined;
}

/** The regions whose marks differ. */
export function markChanges(before: readonly Mark[], after: readonly Mark[]): MarkChange[] {
  const regions = new Set([...before, ...after].map(formatRegion));
  return [...regions].flatMap((region) => {
    const [from, to] = [before, after].map((marks) =>
      marks.findIndex((mark) => formatRegion(mark) === region),
    ) as [number, number];
    const change = { region, before: before[from], after: after[to] };
    const isSame = from >= 0 && to >= 0 && change.before?.name === change.after?.name;
    return isSame ? [] : [{ ...change, place: from >= 0 ? from : to }];
  });
}

/** Marks with those of some regions as they were before or after; all others stay. */
export function withMarks(
  marks: readonly Mark[],
  changes: readonly MarkChange[],
  which: 'before' | 'after',
): readonly Mark[] {
  let now = marks;
  for (const change of changes) {
    const mark = change[which];
    const found = now.findIndex((one) => formatRegion(one) === change.region);
    const place = found >= 0 ? found : change.place;
    now = now.toSpliced(place, found >= 0 ? 1 : 0, ...(mark ? [mark] : []));
  }
  return now;
}
