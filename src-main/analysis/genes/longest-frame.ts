import { contigNamed, boundsAround, type Region, type Strand } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { readingFrames, type ReadingFrame } from '../../sequence/index.ts';

/** bp by which a frame may reach beyond a run at either end: the run's ends are those of bins. */
const margin = 96;

/** bp; below it frames occur by chance in any sequence. */
const minLength = 90;

/**
 * The longest reading frame that lies in a run for the better part of it, on the run's strand, at the
 * contig's coordinates; undefined where there is none. Errors: those of the genome's reader.
 */
export async function longestFrame(
  { contig, start, end, strand }: Region & { readonly strand: Strand },
  genome: Genome,
  signal: AbortSignal,
): Promise<{ start: number; end: number } | undefined> {
  const whole = contigNamed(genome.contigs, contig) ?? { length: end };
  const bounds = boundsAround(whole, { start, end });
  const from = Math.max(bounds.start, start - margin);
  const to = Math.min(bounds.end, end + margin);
  const bases = await genome.fetch({ contig, start: from, end: to }, { signal });
  let longest: ReadingFrame | undefined;
  for (const frame of readingFrames(bases, minLength)) {
    if (strand !== '.' && frame.strand !== strand) continue;
    const inside = Math.min(end, from + frame.end) - Math.max(start, from + frame.start);
    if (2 * inside < frame.end - frame.start) continue;
    if (!longest || frame.end - frame.start > longest.end - longest.start) longest = frame;
  }
  return longest && { start: from + longest.start, end: from + longest.end };
}
