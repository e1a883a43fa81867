import { MegabaseError } from '../../contract/index.ts';
import { variantFormat } from '../../analysis/variants/index.ts';
import { checkShares } from '../options/index.ts';
import type { VariantsOptions } from './options.ts';

/** Whatever can be seen to be wrong before anything is opened. Error: `usage`. */
export function checkUse(options: VariantsOptions, thresholds: readonly string[]): void {
  const wrong = (message: string) => new MegabaseError('usage', message);
  const { vcf, bam, haplotypes, sample, samples, samplesFile, out } = options;
  if ([sample, samples, samplesFile].filter((one) => one !== undefined).length > 1) {
    throw wrong('Give one of --sample, --samples and --samples-file.');
  }
  if ((vcf === undefined) === (bam === undefined)) {
    throw wrong('Give one of --vcf and --bam.');
  }
  if (bam !== undefined && (haplotypes || sample !== undefined)) {
    throw wrong(
      'Reads have no samples to choose and no phase: --haplotypes and --sample need --vcf.',
    );
  }
  if (vcf !== undefined && thresholds.length > 0) {
    throw wrong(`${thresholds[0]} is a threshold for reads; it needs --bam.`);
  }
  if (haplotypes && out !== undefined && variantFormat(out, options.format) === 'vcf') {
    throw wrong(
      'A haplotype cannot be written as a VCF record; with --haplotypes choose tsv, bed or json.',
    );
  }
  checkShares(options);
}
