import { basename } from 'node:path';
import { Command, Option } from 'commander';
import {
  MegabaseError,
  defined,
  unphasedChoices,
  type UnphasedChoice,
} from '../../contract/index.ts';
import {
  checkScorers,
  cutVariants,
  chosenDistance,
  findBackground,
  keepBackground,
  parseAggregations,
  readoutTrack,
  readSampleNames,
  scoreVariants,
  variantFormat,
  variantPaths,
  writeScored,
  writeVariants,
  type VariantFile,
} from '../../analysis/variants/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import type { OpenEnvironment } from '../../analysis/environment/index.ts';
import { planRecords } from '../../analysis/plan/index.ts';
import { openVcf } from '../../formats/open-vcf/index.ts';
import { findLocations } from '../../home/index.ts';
import { RegionSet } from '../../sequence/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import type { CandidateOptions } from '../../sequence/index.ts';
import { addCandidateOptions, checkShares } from '../candidate-options.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../open-library.ts';
import { oneRegionOrAll } from '../one-region.ts';
import {
  addCacheOptions,
  addComputeOptions,
  computeSettings,
  flankOption,
  parseCount,
  parseNumber,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
} from '../options.ts';
import {
  addOverwriteOption,
  pathsOf,
  modelFolders,
  openOutputs,
  type OverwriteOption,
} from '../outputs.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import { addShardOptions, type ShardOptions } from '../shard-options.ts';
import { describeVariants, variantsAsJson } from '../variant-report.ts';
import { withEnvironment } from '../with-environment.ts';
import { countOf } from '../wording.ts';
import { withStandardInput } from '../standard-input.ts';

interface VariantsOptions
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
  readonly minEffect?: number;
  readonly tolerance: number;
  readonly out?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** Targets of one variant that are told where nobody says otherwise. */
const defaultMaxTargets = 5;

/** Variants whose effects are printed; the file has them all. */
const printed = 10;

export function variantsCommand(context: CommandContext): Command {
  const command = new Command('variants')
    .argument(
      '[background]',
      'keep the scores of common variants: quantile_score is given from then on',
    )
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .option('--vcf <V>', 'variants: VCF, plain, gzip or bgzip; - for standard input')
    .option('--bam <B>', 'instead of --vcf: candidates from a sorted, indexed BAM or CRAM')
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
      '--min-effect <X>',
      'smallest effect on a target that is reported (default: 0.01 for probabilities)',
      parseNumber,
    )
    .addOption(toleranceOption())
    .option(
      '--out <FILE>',
      'output file: .vcf, .tsv, .bed or .json, optionally .gz; - for standard output',
    )
    .option('--format <X>', 'vcf, tsv, bed or json (default: by the ending of --out)')
    .option('--json', 'print a JSON summary');
  addShardOptions(addOverwriteOption(command));
  command.optionsGroup('Options for --bam (see `megabase candidates`):');
  const thresholds = new Command();
  addCandidateOptions(thresholds).options.forEach((option) => command.addOption(option));
  command.optionsGroup('Compute options:');
  return addComputeOptions(addCacheOptions(command))
    .addHelpText('after', notes)
    .action((mode: string | undefined, options: VariantsOptions) => {
      const chosen = thresholds.options.filter(
        (option) => command.getOptionValueSource(option.attributeName()) === 'cli',
      );
      const named = chosen.map(({ long }) => defined(long));
      if (mode === undefined) return variants(options, named, context);
      if (mode === 'background') return background(options, named, context);
      throw new MegabaseError('usage', `Found "${mode}"; only "background" is known there.`);
    });
}

const notes = `
The log-likelihood ratio (LLR) is ln P(alt)/P(ref), negative where the model finds
the alternative less likely. An effect is the value with the variant minus the value
without it. Where bases are inserted, a model that reads in tiles and has a value for each
base gives the largest of theirs, a model with a state the mean. A variant head
(--model MODEL+HEAD) adds one score per label. VCF output keeps every record as it was and
adds MB_ keys to INFO. TSV has AlphaGenome's columns
first; record_id, chrom, pos, ref and alt are the record's own, the normalised_ columns
are trimmed and left-aligned; JSON has both.
<DEL>, <DUP:TANDEM> and <INV> of up to 10,000 bases are scored like written-out alleles
if END or SVLEN gives their end; <DUP> also needs SVCLAIM J or DJ.
--haplotypes scores as many haplotypes as the sample's genotypes have copies. --samples does
so for several samples of a cohort's VCF: rows by sample and haplotype, and haplotypes that
are the same in a tile are computed once. Genotypes that are missing are left as the
reference, and counted; unphased ones go by --unphased. A file with an index is read contig
by contig; of another the alleles of all contigs are held in memory.

--regions takes only variants whose REF overlaps one of the regions, in file order, through
the file's index where it has one. It changes no score, as --region does.

--distance gives SpliceAI's delta scores: for each track the largest gain and the largest
loss (both counted upwards) and where they are. With --annotation they are told for each
gene that the variant lies in, by tracks of its strand; --mask-annotated and --n-outside do
what SpliceAI does. --aggregate has AlphaGenome's names: DIFF_MEAN, DIFF_SUM, DIFF_SUM_LOG2,
DIFF_LOG2_SUM, L2_DIFF, L2_DIFF_LOG1P, ACTIVE_MEAN, ACTIVE_SUM, each with a width in bp
(501, 2001, 10001, ...). Without one (WHOLE) it is all that was read; of a model that reads
in tiles, a tile's length around the variant. GENE_MASK_LFC and GENE_MASK_ACTIVE are over
the exons of a gene, and empty unless all of its exons lie within WHOLE.
GENE_MASK_SPLICING, with a width or without, is the largest |alt - ref| within each gene
that the variant lies in, of tracks with a value for each base. A window that reaches beyond what was read, but not beyond the contig, has no gain, loss or aggregate.
Logarithms are of values plus 1, in GENE_MASK_LFC of means plus 0.001, as AlphaGenome's.
Other than there, a width takes all bins that it overlaps, the alleles of an indel are lined
up in windows too, and genes of exon masks are those with an exon in what the variant may
change.
Deleted bases count as 0; in tracks without an activation that are no probabilities, whose
values may be negative, they are left out.

\`megabase variants background --vcf common.vcf.gz\`, with the same options and no --out,
keeps the scores of common variants for a model; later scores are ranked by them in
quantile_score, from -1 to 1, or 0 to 1 where scores have no sign. A score is ranked only by
scores made with the same --window, --flank, --tolerance, --mask-annotated and --n-outside,
and with an annotation or without, where these change it.

A score depends on the context that was read, so on where it begins and ends. Without
--region the context is a tile of 1,000,000 bp, counted from the start of the contig,
with --flank (default: half of the useful context) on each side: the same for any
file, so a VCF cut into parts (bcftools view -r) gets the scores of the whole. With
--region it is that region with its flanks, so another region gives other scores, and
a variant that is not wholly inside has none. TSV and JSON give the context as
scored_interval. A model that reads in tiles reads those of its tiles that see the
variant, the same in any file and region. With --window the LLR of a substitution reads its own window,
wherever the region ends.

Example:
  megabase variants --fasta genome.fa.gz --vcf calls.vcf.gz --targets genes.gff3 \\
    --region chr7:1,000,001-2,000,000 --model hawk-tutorial --out scored.vcf.gz`;

async function variants(
  given: VariantsOptions,
  thresholds: readonly string[],
  context: CommandContext,
): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeVariants(given, context), given, context.console);
    return;
  }
  const options = withSamples(withStandardInput(given, ['fasta', 'vcf', 'regions']));
  const { console } = context;
  const { out } = options;
  if (out === undefined) {
    throw new MegabaseError('usage', 'Name the output file (--out).');
  }
  checkUse(options, thresholds);
  const format = variantFormat(out, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  const { backgrounds } = findLocations();
  const ranking = findBackground(backgrounds, model.identity);
  const paths = await variantPaths(out, format);
  const { fasta, vcf, bam, targets, annotation } = options;
  const inputs = [
    ...pathsOf(fasta, vcf, bam, targets, annotation, options.region, options.samplesFile),
    ...(options.regions ?? []),
    ...modelFolders(model),
  ];
  const check = () => checkOutputs(paths, inputs);
  const replaces = await openOutputs(paths, check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, notes, ...open }) => {
    const region = await oneRegionOrAll(open.environment, options.region);
    const only = await onlyRegions(open.environment, options.regions);
    const spec = { ...scoring, region, only, background: ranking, shard: options.shard };
    const events = scoreVariants(open.environment, spec, open.signal);
    const { signal } = open;
    const reporter = reportOn(region ? [region] : []);
    const { summary, written } = await writeScored(events, reporter.onEvent, (head, records) =>
      writeVariants(records, out, { ...head, format, replaces, signal }),
    );
    console.endProgress();
    if (options.json) console.print(JSON.stringify(variantsAsJson(summary, written, notes)));
    else for (const line of describeVariants(summary, written)) console.print(line);
  });
}

export const plannableVariants: Plannable<VariantsOptions> = {
  make: variantsCommand,
  foresee: foreseeVariants,
};

/** What scoring would take. Errors: those of opening what is read; `usage` for what is not cut. */
async function foreseeVariants(given: VariantsOptions, context: CommandContext): Promise<Foreseen> {
  const options = withSamples(given);
  const { fasta, vcf, targets, annotation, haplotypes, windowOnly, window } = options;
  checkUse(options, []);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  if (vcf === undefined || haplotypes) {
    const what = haplotypes
      ? 'Haplotypes are not foreseen; only variants of a VCF file are.'
      : 'Candidates from reads are not foreseen; `megabase candidates` writes them as a VCF.';
    throw new MegabaseError('usage', what);
  }
  return foreseeIn(options, context, model, async (environment, signal) => {
    const region = await oneRegionOrAll(environment, options.region);
    const only = await onlyRegions(environment, options.regions);
    const among = only && new RegionSet(only.regions);
    const opened = await openVcf(vcf, { signal });
    try {
      const cut = await cutVariants(
        opened,
        { ...scoring, region, among },
        { ...environment, signal },
      );
      const settings = { ...scoring, windowOnly: windowOnly ? window : undefined };
      const run = planRecords(cut, settings, environment);
      const files = await filesAmong(options.regions ?? []);
      return { run, inputs: [...pathsOf(fasta, vcf, targets, annotation), ...files] };
    } finally {
      await opened.close();
    }
  });
}

/** How variants are scored. What cannot be is known before the genome is opened. Error: `usage`. */
async function scoringOf(options: VariantsOptions, model: LoadedModel) {
  const { flank, targets, targetTrack, masked = false, window, minEffect, tolerance } = options;
  const { windowOnly, distance, annotation, maskAnnotated, nOutside, aggregate } = options;
  const scoring = {
    ...{ flank, targets, targetTrack, masked, window, minEffect, tolerance },
    ...{ windowOnly, annotation, maskAnnotated, outsideN: nOutside },
    distance: chosenDistance(model.model, { distance, windowOnly }),
    aggregations: aggregate === undefined ? undefined : parseAggregations(aggregate),
    ...computeSettings(options),
    maxTargets: options.top ?? (options.haplotypes ? Infinity : defaultMaxTargets),
    ...{ source: sourceOf(options, await samplesOf(options)), top: printed },
  };
  readoutTrack(model.model, scoring);
  checkScorers(model.model, scoring);
  return scoring;
}

/** Keeps the scores of common variants, by which those of others are ranked from then on. */
async function background(
  given: VariantsOptions,
  thresholds: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  const { out, haplotypes, shard } = withSamples(given);
  if (out !== undefined || haplotypes || shard) {
    const what = haplotypes ? '--haplotypes' : shard ? '--shard' : '--out';
    throw new MegabaseError('usage', `A background keeps scores, so it takes no ${what}.`);
  }
  checkUse(given, thresholds);
  if (given.dryRun) {
    printCost(await foreseeVariants(given, context), given, console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'vcf', 'regions']);
  const model = await loadModel(openLibrary().find(options.model));
  const scoring = await scoringOf(options, model);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region = await oneRegionOrAll(open.environment, options.region);
    const only = await onlyRegions(open.environment, options.regions);
    const reporter = reportOn(region ? [region] : []);
    const { backgrounds } = findLocations();
    const events = keepBackground(
      open.environment,
      { ...scoring, region, only },
      backgrounds,
      open.signal,
    );
    const kept = await resultOf(events, reporter.onEvent);
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify(kept));
      return;
    }
    const { scored, unscored, kinds, path } = kept;
    console.print(
      `${scored.toLocaleString('en-US')} scored, ${unscored.toLocaleString('en-US')} skipped: ` +
        `a background of ${countOf(kinds, 'score')} for ${model.identity.name}`,
    );
    console.print(`wrote ${path}`);
  });
}

/** To choose samples is to ask for their haplotypes. */
function withSamples(options: VariantsOptions): VariantsOptions {
  const { samples, samplesFile } = options;
  return samples === undefined && samplesFile === undefined
    ? options
    : { ...options, haplotypes: true };
}

/** The samples whose haplotypes are scored. Errors: `usage`; those of the reader. */
async function samplesOf({
  sample,
  samples,
  samplesFile,
}: VariantsOptions): Promise<readonly string[] | 'all' | undefined> {
  if (samplesFile !== undefined) return readSampleNames(samplesFile);
  if (samples === undefined) return sample === undefined ? undefined : [sample];
  if (samples.trim() === 'all') return 'all';
  return samples.split(',').map((name) => name.trim());
}

async function onlyRegions(
  { regions }: Pick<OpenEnvironment, 'regions'>,
  texts: readonly string[] | undefined,
) {
  if (texts === undefined) return undefined;
  const found = await regions(texts);
  const names = texts.map((text) => basename(text)).join(', ');
  return { name: `${names} (${countOf(found.length, 'region')})`, regions: found };
}

function sourceOf(
  options: VariantsOptions,
  samples: readonly string[] | 'all' | undefined,
): VariantFile {
  const { vcf, bam, haplotypes, sample, unphased } = options;
  if (bam !== undefined) return { kind: 'reads', path: bam, candidates: options };
  if (haplotypes) return { kind: 'haplotypes', path: defined(vcf), samples, unphased };
  return { kind: 'vcf', path: defined(vcf), sample };
}

/** Whatever can be seen to be wrong before anything is opened. */
function checkUse(options: VariantsOptions, thresholds: readonly string[]): void {
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
