import { defined } from '../../contract/index.ts';
import { cigarOperation, type AlignedRead } from '../../formats/alignment/index.ts';
import { openAlignment } from '../../formats/open-alignment/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { defaultCandidateOptions } from '../../sequence/index.ts';
import { matchGenomes } from '../candidates/index.ts';
import type { LabelOptions, LabelSource } from './label-source.ts';

/** Reads that say nothing of their own about how much there was. */
const { skipFlags } = defaultCandidateOptions;

/** Operations of a CIGAR that stand on the reference, and those of them that are bases of the read. */
const { M, D, N, '=': equal, X } = cigarOperation;
const onReference = new Set<number>([M, D, N, equal, X]);
const aligned = new Set<number>([M, equal, X]);

/**
 * Coverage by the reads of a BAM or CRAM file: aligned bases per base of a bin, without duplicates,
 * secondary and supplementary alignments and reads that failed.
 *
 * Errors: those of the reader; `alignment-genome`.
 */
export async function coverageLabels(
  path: string,
  genome: Genome,
  { index, onNote, signal }: LabelOptions,
): Promise<LabelSource> {
  const alignment = await openAlignment(path, { genome, index, onNote, signal });
  try {
    const known = new Set(genome.contigs.map(({ name }) => name));
    const names = matchGenomes(path, alignment.header.contigs, genome.contigs, known);
    return {
      kind: 'values',
      tracks: [{ id: 'coverage', label: 'Coverage' }],
      unit: 'reads',
      contigs: [...names.keys()],
      async read({ contig, start, end }, bin) {
        const sums = new Float64Array((end - start) / bin);
        const own = names.get(contig);
        if (own === undefined) return [new Float32Array(sums.length).fill(NaN)];
        for await (const batch of alignment.reads(
          { contig: own, start, end },
          { skipFlags, signal },
        )) {
          for (const read of batch) addRead(read, { start, end, bin }, sums);
        }
        return [Float32Array.from(sums, (sum) => sum / bin)];
      },
      close: () => alignment.close(),
    };
  } catch (error) {
    await alignment.close();
    throw error;
  }
}

function addRead(
  { start: readStart, cigar }: AlignedRead,
  { start, end, bin }: { readonly start: number; readonly end: number; readonly bin: number },
  sums: Float64Array,
): void {
  let position = readStart;
  for (let i = 0; i < cigar.length; i++) {
    const length = defined(cigar[i]) >>> 4;
    const operation = defined(cigar[i]) & 15;
    if (!onReference.has(operation)) continue;
    const stop = Math.min(end, position + length);
    for (let at = Math.max(start, position); aligned.has(operation) && at < stop;) {
      const b = Math.floor((at - start) / bin);
      const next = Math.min(stop, start + (b + 1) * bin);
      sums[b]! += next - at;
      at = next;
    }
    position += length;
  }
}
