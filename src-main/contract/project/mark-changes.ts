import type { Mark } from './project.ts';
import { formatRegion } from '../genome/index.ts';

/** Marks that a project has at most. */
export const maxMarks = 10_000;

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
  const [from, to] = [placesOf(before), placesOf(after)];
  const regions = new Set([...from.keys(), ...to.keys()]);
  return [...regions].flatMap((region) => {
    const [was, is] = [from.get(region), to.get(region)];
    const change = { region, before: before[was ?? -1], after: after[is ?? -1] };
    const isSame = change.before && change.after && change.before.name === change.after.name;
    return isSame ? [] : [{ ...change, place: was ?? is ?? 0 }];
  });
}

/** Marks with those of some regions as they were before or after; all others stay. */
export function withMarks(
  marks: readonly Mark[],
  changes: readonly MarkChange[],
  which: 'before' | 'after',
): readonly Mark[] {
  const kept = new Map(changes.map((change) => [change.region, change[which]]));
  const now: Mark[] = [];
  const met = new Set<string>();
  for (const one of marks) {
    const region = formatRegion(one);
    const mark = kept.has(region) ? kept.get(region) : one;
    met.add(region);
    if (mark) now.push(mark);
  }
  for (const { region, place, [which]: mark } of changes) {
    if (mark && !met.has(region)) now.splice(place, 0, mark);
  }
  return now;
}

/** Where the first mark of each region stands. */
function placesOf(marks: readonly Mark[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [i, mark] of marks.entries()) {
    const region = formatRegion(mark);
    if (!places.has(region)) places.set(region, i);
  }
  return places;
}
