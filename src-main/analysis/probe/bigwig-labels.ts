import { MegabaseError, type Contig, defined } from '../../contract/index.ts';
import type { SignalStretches } from '../../formats/bigwig/index.ts';
import { BigWigFile } from '../../formats/open-bigwig/index.ts';
import { contigNames, findContig } from '../../sequence/index.ts';
import type { LabelOptions, LabelSource } from './label-source.ts';

/**
 * Values of a bigWig file: the mean over those bases of a bin that the file covers. A bin without any
 * is unknown; with `emptyIsZero` all bases that are not covered count as 0.
 *
 * Errors: those of the reader; `contig-unknown` where no contig is the genome's.
 */
export async function bigWigLabels(
  path: string,
  contigs: readonly Contig[],
  { emptyIsZero, onNote }: LabelOptions,
): Promise<LabelSource> {
  const file = await BigWigFile.open(path);
  const ownNames = new Map<string, string>();
  for (const { name } of file.contigs) {
    const match = findContig(name, contigs);
    if (match?.note) onNote(match.note);
    if (match) ownNames.set(match.contig.name, name);
  }
  if (ownNames.size === 0) {
    await file.close();
    const [found, expected] = [file.contigs, contigs].map(contigNames);
    throw new MegabaseError(
      'contig-unknown',
      `${path} names ${found || 'no contig'}; the genome has ${expected}.`,
      { file: path, found, expected },
    );
  }
  return {
    kind: 'values',
    tracks: [{ id: 'signal', label: 'Signal' }],
    unit: 'signal',
    contigs: [...ownNames.keys()],
    async read({ contig, start, end }, bin) {
      const own = ownNames.get(contig);
      if (own === undefined) return [new Float32Array((end - start) / bin).fill(NaN)];
      const { sums, bases } = binSums(await file.values({ contig: own, start, end }), {
        ...{ start, end, bin },
      });
      return [Float32Array.from(sums, (sum, b) => sum / (emptyIsZero ? bin : bases[b]!))];
    },
    close: () => file.close(),
  };
}

function binSums(
  { starts, ends, scores }: SignalStretches,
  { start, end, bin }: { readonly start: number; readonly end: number; readonly bin: number },
): { sums: Float64Array; bases: Float64Array } {
  const sums = new Float64Array((end - start) / bin);
  const bases = new Float64Array(sums.length);
  for (let i = 0; i < starts.length; i++) {
    const stop = Math.min(end, defined(ends[i]));
    for (let at = Math.max(start, defined(starts[i])); at < stop;) {
      const b = Math.floor((at - start) / bin);
      const next = Math.min(stop, start + (b + 1) * bin);
      sums[b]! += (next - at) * defined(scores[i]);
      bases[b]! += next - at;
      at = next;
    }
  }
  return { sums, bases };
}
