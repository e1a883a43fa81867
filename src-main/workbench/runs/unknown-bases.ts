import type { Region, TrackView } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';

/** bp, 0-based half-open. */
type Stretch = readonly [start: number, end: number];

/** Bases that are read at once. */
const pieceBases = 4 * 2 ** 20;

/** What a genome has no bases of, of the regions that were asked for. */
const known = new WeakMap<Genome, Map<string, Promise<readonly Stretch[]>>>();

/**
 * A view without the bins whose bases are all N: whatever a model says of them is of no sequence, and
 * looks as certain as a call. `read` is what the run has read; the view's arrays are changed. Errors:
 * as the genome's `fetch`.
 */
export async function withoutUnknown(
  view: TrackView,
  genome: Genome,
  read: Region,
): Promise<TrackView> {
  const bins = view.mean.length;
  const inView = (bin: number) => Math.max(0, Math.min(bins, bin));
  for (const [start, end] of await unknownIn(genome, read)) {
    const from = (start - view.start) / view.bin;
    const to = (end - view.start) / view.bin;
    // Of the bins at the run's ends only the part that it has read counts.
    const first = inView(start === read.start ? Math.floor(from) : Math.ceil(from));
    const after = inView(end === read.end ? Math.ceil(to) : Math.floor(to));
    if (first >= after) continue;
    for (const column of [view.mean, view.min, view.max]) column.fill(NaN, first, after);
  }
  return view;
}

/** The runs of N in a region, in order; read once as long as the genome is open. */
function unknownIn(genome: Genome, region: Region): Promise<readonly Stretch[]> {
  const { contig, start, end } = region;
  const own = known.get(genome) ?? new Map<string, Promise<readonly Stretch[]>>();
  known.set(genome, own);
  const sign = `${contig}:${start}-${end}`;
  const found = own.get(sign) ?? find(genome, region);
  own.set(sign, found);
  // What could not be read is asked for anew.
  found.catch(() => own.delete(sign));
  return found;
}

async function find(genome: Genome, { contig, start, end }: Region): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = [];
  for (let at = start; at < end; at += pieceBases) {
    const letters = await genome.fetch({ contig, start: at, end: Math.min(end, at + pieceBases) });
    for (const match of letters.matchAll(/n+/gi)) {
      const stretch = [at + match.index, at + match.index + match[0].length] as const;
      const before = stretches.at(-1);
      if (before?.[1] === stretch[0]) stretches[stretches.length - 1] = [before[0], stretch[1]];
      else stretches.push(stretch);
    }
  }
  return stretches;
}
