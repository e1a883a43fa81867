import type { Contig, Region } from '../../contract/index.ts';
import { cutConsensus } from '../consensus/index.ts';
import { programBytes } from '../estimate/index.ts';
import type { CutRun, PlannedPiece } from './cut-run.ts';
import { regionDescriber } from './describe-regions.ts';

/**
 * Processor-seconds of writing sequences: to start, a base of a copy, and a record of the VCF file, all of
 * which each piece reads. Measured with 96,000 records on 48 Mbp.
 */
const seconds = { start: 0.35, base: 6e-9, record: 26e-6 };

/** Bytes of an edit in memory, about. */
const editBytes = 600;

/** Copies of a genome that are reckoned with. */
const copies = 2;

/** How the writing of a sample's sequences can be cut, and what its pieces take. */
export function planConsensus(
  regions: readonly Region[],
  records: number,
  contigs: readonly Contig[],
): CutRun {
  const describe = regionDescriber(contigs);
  return {
    ...{ most: regions.length, of: 'contigs', from: 'size', notes: [] },
    cut: (count) =>
      cutConsensus(regions, count).map((placed): PlannedPiece => {
        const own = placed.map(({ region }) => region);
        const bases = own.reduce((sum, { start, end }) => sum + end - start, 0);
        return {
          // Only of the cut that is chosen.
          get holds() {
            return describe(own);
          },
          items: own.length,
          bases,
          processorSeconds:
            seconds.start + copies * bases * seconds.base + records * seconds.record,
          memoryBytes: programBytes + records * editBytes,
          // Lines of 60 letters have an end each.
          outputBytes: copies * bases * (61 / 60),
          diskBytes: copies * bases * (61 / 60),
        };
      }),
  };
}
