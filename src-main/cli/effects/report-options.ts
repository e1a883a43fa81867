import type { Command } from 'commander';
import { defaultReportRows, MegabaseError } from '../../contract/index.ts';
import {
  addElementOptions,
  addKnockOutOptions,
  addReadingOptions,
  type ElementOptions,
  type KnockOutOptions,
  type ReadingOptions,
} from './element-options.ts';
import {
  addCacheOptions,
  addComputeOptions,
  flankOption,
  parseCount,
  parseNumber,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
} from '../options/index.ts';
import { addOverwriteOption, type OverwriteOption } from '../outputs.ts';

export interface ReportOptions
  extends
    ComputeOptions,
    CacheOptions,
    OverwriteOption,
    ElementOptions,
    KnockOutOptions,
    ReadingOptions {
  readonly project?: string;
  readonly variants?: string | true;
  readonly fasta?: string;
  readonly vcf?: string;
  readonly sample?: string;
  readonly region?: string;
  readonly flank?: number;
  readonly model?: string;
  readonly annotation?: string | undefined;
  readonly tracks?: string;
  readonly targetTrack?: string;
  readonly masked?: boolean;
  readonly window?: number;
  readonly background?: number;
  readonly effects: boolean;
  readonly threshold?: number;
  readonly tolerance: number;
  readonly top: number;
  readonly table?: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addReportOptions(command: Command): Command {
  command
    .option(
      '--project <P>',
      'a project of the window (.megabase): its genome, model and annotation',
    )
    .option(
      '--variants [SET]',
      "with --project: its scored variants, by their file's name or id (default: the last)",
    )
    .option('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .option('--vcf <V>', 'a report of these variants; without it, of the region')
    .option('--sample <NAME>', 'with --vcf: the sample whose genotypes are shown')
    .option('--region <R>', 'chr:start-end (1-based, inclusive) or a contig')
    .addOption(flankOption())
    .option('--model <ID|FOLDER>', 'a model ID from `megabase models list`, or a model folder')
    .option(
      '--annotation <GFF3>',
      'GFF3 or GTF: its genes are shown, and their starts are the targets',
    )
    .option(
      '--tracks <A,B>',
      "of a region: tracks that are shown (default: all of the model's head)",
    )
    .option('--target-track <ID>', 'readout track (default: expression, else promoter)')
    .option('--masked', "with --vcf: the LLR with the variant's bases masked")
    .option('--window <L>', 'with --vcf: LLR of substitutions in a window of L bp', parseCount)
    .option(
      '--background <N>',
      'compare each effect with N random changes near it: knock-outs, or variants',
      parseCount,
    )
    .option('--no-effects', 'of a region: predict only, knock nothing out')
    .option('--threshold <X>', 'of a region: smallest absolute effect of a link', parseNumber);
  addReadingOptions(addKnockOutOptions(addElementOptions(command)))
    .addOption(toleranceOption())
    .option('--top <N>', 'rows of a table at most', parseCount, defaultReportRows)
    .option(
      '--table <FILE>',
      'also write every row: as `megabase variants`, or `megabase effects`, does',
    )
    .requiredOption('--out <FILE>', 'the page, .html; - for standard output')
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addOverwriteOption(command)));
}

/** Options that say something of variants only, and of a region only, by their names. */
const ofVariants = ['sample', 'masked', 'window'] as const;
const ofRegion = [
  ...['tracks', 'elements', 'tile', 'fromTrack', 'effects', 'threshold', 'knockout', 'shuffles'],
  'compare',
] as const;

/** What a project has settled for variants that were scored. */
const settled = [
  'flank',
  'annotation',
  'targetTrack',
  'background',
  'tolerance',
  'strands',
  'members',
] as const;

/** Options that would say nothing. Error: `usage`. */
export function checkReportUse(
  { project, variants, vcf }: ReportOptions,
  isGiven: (name: string) => boolean,
): void {
  const first = (names: readonly string[]) => names.find(isGiven);
  const wrong = (name: string | undefined, why: string) => {
    if (name === undefined) return;
    throw new MegabaseError('usage', `${optionOf(name)} ${why}`);
  };
  const isOfVariants = vcf !== undefined || variants !== undefined;
  if (isOfVariants) wrong(first(ofRegion), 'is of a region; this report is of variants.');
  else wrong(first(ofVariants), 'is of variants; this report is of a region.');
  if (project !== undefined && variants !== undefined) {
    wrong(
      first([...ofVariants, ...settled]),
      'is settled in the project, where the variants were scored; leave it out.',
    );
  }
}

/** `--from-track` */
function optionOf(name: string): string {
  if (name === 'effects') return '--no-effects';
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
