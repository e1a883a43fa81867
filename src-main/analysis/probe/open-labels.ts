import { MegabaseError } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { bedLabels } from './bed-labels.ts';
import { bigWigLabels } from './bigwig-labels.ts';
import { coverageLabels } from './coverage-labels.ts';
import type { LabelOptions, LabelSource } from './label-source.ts';
import { hasEnding } from '../../formats/bytes/index.ts';

/**
 * Opens a file of labels, told by its ending: BED and its peaks (classes), bigWig (values), BAM and
 * CRAM (coverage). Errors: `labels-format` for another ending, and those of each kind.
 */
export async function openLabels(
  path: string,
  genome: Genome,
  options: LabelOptions,
): Promise<LabelSource> {
  if (hasEnding(path, 'bed', 'narrowPeak', 'broadPeak')) {
    return bedLabels(path, genome.contigs, options);
  }
  if (hasEnding(path, 'bw', 'bigwig')) return bigWigLabels(path, genome.contigs, options);
  if (hasEnding(path, 'bam', 'cram')) return coverageLabels(path, genome, options);
  throw new MegabaseError(
    'labels-format',
    `${path} is not a label file by its ending; expected .bed, .narrowPeak, .broadPeak, .bw, .bigWig, .bam ` +
      `or .cram.`,
  );
}
