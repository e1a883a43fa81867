import { Command, Option } from 'commander';
import { unphasedChoices, type UnphasedChoice } from '../../contract/index.ts';
import type { CandidateOptions } from '../../sequence/index.ts';
import {
  addCandidateOptions,
  addCacheOptions,
  addComputeOptions,
  flankOption,
  parseCount,
  parseNumber,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
  addShardOptions,
  type ShardOptions,
} from '../options/index.ts';
import { addOverwriteOption, type OverwriteOption } from '../outputs.ts';

export interface VariantsOptions
  extends ComputeOptions, CacheOptions, CandidateOptions, OverwriteOption, ShardOptions {
  readonly fasta: string;
  readonly vcf?: string;
  readonly bam?: string;
  readonly region?: string;
  readonly regions?: readonly string[];
  readonly flank?: number;
  readonly model: string;
  readonly targets?: string;
  readonly targetTrack?: string;
  readonly masked?: boolean;
  readonly window?: number;
  readonly windowOnly?: boolean;
  readonly distance?: number;
  readonly annotation?: string;
  readonly maskAnnotated?: boolean;
  readonly nOutside?: boolean;
  readonly aggregate?: string;
  readonly haplotypes?: boolean;
  readonly unphased: UnphasedChoice;
  readonly sample?: string;
  readonly samples?: string;
  readonly samplesFile?: string;
  readonly top?: number;
  readonly background?: number;
  readonly strands?: boolean;
  readonly members?: boolean;
  readonly minEffect?: number;
  readonly tolerance: number;
  readonly out?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/**
 * Adds the options of `megabase variants`. Gives those that say which reads count, for candidates of
 * `--bam`: they have defaults, and mean nothing without reads.
 */
export function addVariantOptions(command: Command): readonly Option[] {
  command
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .option(
      '--vcf <V>',
      'variants: VCF, plain, gzip or bgzip, FILE##idx##INDEX where the index lies elsewhere; - for standard input',
    )
    .option(
      '--bam <B>',
      'instead of --vcf: candidates from a BAM or CRAM, sorted and indexed (FILE or FILE##idx##INDEX)',
    )
    .option(
      '--region <R>',
      'read this region as one: chr:start-end (1-based, inclusive) or a contig (default: all contigs, in tiles)',
    )
    .option(
      '--regions <BED...>',
      'only variants that overlap these: BED files or chr:start-end; scores stay the same',
    )
    .addOption(flankOption())
    .requiredOption(
      '--model <ID|FOLDER>',
      'a model ID from `megabase models list`, or a model folder',
    )
    .option(
      '--targets <GFF3>',
      'readout at the TSS of the genes in a GFF3 or GTF file (default: promoters called by the model)',
    )
    .option('--target-track <ID>', 'readout track (default: expression, else promoter)')
    .option('--masked', "also the LLR with the variant's bases masked")
    .option(
      '--window <L>',
      'LLR of substitutions in a window of L bp with the variant at index L/2 - 1, as in PlantCAD',
      parseCount,
    )
    .option('--window-only', 'read these windows and nothing else')
    .option(
      '--distance <D>',
      "largest gain and loss of each track within D bp, with offsets (default: the model's own, if any)",
      parseCount,
    )
    .option(
      '--annotation <GFF3>',
      'genes in GFF3 or GTF: gains and losses on the strand of the gene, GENE_MASK_ aggregates',
    )
    .option('--mask-annotated', 'gains at annotated exon ends and losses elsewhere count 0')
    .option('--n-outside', 'for gains and losses, read N outside the gene')
    .option(
      '--aggregate <LIST>',
      'aggregates such as DIFF_MEAN:501,DIFF_LOG2_SUM:2001,L2_DIFF,GENE_MASK_LFC',
    )
    .option('--haplotypes', 'apply all alleles of a haplotype together instead of one at a time')
    .addOption(
      new Option(
        '--unphased <HOW>',
        'with --haplotypes: how to place unphased genotypes such as 0/1',
      )
        .choices(unphasedChoices)
        .default('as-written'),
    )
    .option('--sample <S>', 'sample whose genotypes are used (default: the only one)')
    .option(
      '--samples <A,B>',
      'haplotypes of several samples, or of all: results by sample and haplotype',
    )
    .option('--samples-file <FILE>', 'the same, one name a line')
    .option(
      '--top <N>',
      'targets reported per variant (default: 5; with --haplotypes all)',
      parseCount,
    )
    .option(
      '--background <N>',
      'compare each score with N random changes of the same kind near the variant',
      parseCount,
    )
    .option('--strands', 'also give each score by each strand, read by itself')
    .option('--members', 'also give each score by each member of a model that has several')
    .option(
      '--min-effect <X>',
      'smallest effect on a target that is reported (default: 0.01 for probabilities)',
      parseNumber,
    )
    .addOption(toleranceOption())
    .option(
      '--out <FILE>',
      'output file: .vcf, .tsv, .bed or .json, optionally .gz, .parquet, .arrow, or FOLDER/ for one table a contig; - for standard output',
    )
    .option(
      '--format <X>',
      'vcf, tsv, parquet, arrow, bed or json (default: by the ending of --out; parquet in a folder)',
    )
    .option('--json', 'print a JSON summary');
  addShardOptions(addOverwriteOption(command));
  command.optionsGroup('Options for --bam (see `megabase candidates`):');
  const thresholds = addCandidateOptions(new Command()).options;
  thresholds.forEach((option) => command.addOption(option));
  command.optionsGroup('Compute options:');
  addComputeOptions(addCacheOptions(command));
  return thresholds;
}
