import { tracksOutputs, type GraphManifest } from '../../model/index.ts';
import type { PerturbationJob, TokenRange } from '../jobs/index.ts';

/** Parts that are read together, and their tasks: from `first` to before `end`. */
export interface PartGroup {
  readonly parts: readonly { readonly number: number; readonly range: TokenRange }[];
  readonly first: number;
  readonly end: number;
}

/** Bytes of values that the parts of a group have at most, unless one has more: of few tracks many go together. */
const mostBytes = 64 * 2 ** 20;

/**
 * Parts of a sequence that are read one group after the other, so that the values of one are held at a time:
 * of thousands of tracks those of a single part fill a good deal of the memory.
 */
export function groupParts(
  manifest: Pick<GraphManifest, 'outputs'>,
  { parts, tasksOfParts, tasks, tokens }: PerturbationJob,
): PartGroup[] {
  const ranges = parts ?? [{ start: 0, end: tokens.length }];
  const all = ranges.map((range, number) => ({ number, range }));
  if (tasksOfParts === undefined) return [{ parts: all, first: 0, end: tasks.length }];
  const bytesEach = tracksOutputs(manifest).reduce(
    (sum, { bin, tracks }) => sum + (4 * tracks.length) / bin,
    0,
  );
  const groups: PartGroup[] = [];
  let bytes = Infinity;
  for (const [number, range] of ranges.entries()) {
    const own = bytesEach * (range.end - range.start);
    const before = bytes + own <= mostBytes ? groups.pop() : undefined;
    const {
      parts: others,
      first,
      end,
    } = before ?? {
      ...{ parts: [], first: groups.at(-1)?.end ?? 0, end: groups.at(-1)?.end ?? 0 },
    };
    bytes = before ? bytes + own : own;
    const count = tasksOfParts[number] ?? 0;
    groups.push({ parts: [...others, { number, range }], first, end: end + count });
  }
  return groups;
}
