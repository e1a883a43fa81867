import { basename } from 'node:path';
import { Command } from 'commander';
import { formatBytes, MegabaseError } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { effectFormat } from '../../analysis/effects/index.ts';
import { makeReport, writeReport, type ReportSpec } from '../../analysis/report/index.ts';
import {
  checkScorers,
  chosenDistance,
  findBackground,
  readoutTrack,
  variantFormat,
  variantPaths,
  type VariantsSpec,
} from '../../analysis/variants/index.ts';
import { findLocations } from '../../home/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import { readReportProject } from '../../workbench/index.ts';
import type { CommandContext } from '../context.ts';
import {
  addElementOptions,
  addKnockOutOptions,
  elementsOrNone,
  knockOutOf,
  type ElementOptions,
  type KnockOutOptions,
} from '../element-options.ts';
import { oneRegion } from '../one-region.ts';
import { openLibrary } from '../open-library.ts';
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
  modelFolders,
  openOutputs,
  outputName,
  pathsOf,
  type OverwriteOption,
} from '../outputs.ts';
import { withStandardInput } from '../standard-input.ts';
import { withEnvironment } from '../with-environment.ts';

interface ReportOptions
  extends ComputeOptions, CacheOptions, OverwriteOption, ElementOptions, KnockOutOptions {
  readonly project?: string;
  readonly variants?: string | true;
  readonly fasta?: string;
  readonly vcf?: string;
  readonly sample?: string;
  readonly region?: string;
  readonly flank?: number;
  readonly model?: string;
  readonly annotation?: string | undefined;
  readonly targetTrack?: string;
  readonly masked?: boolean;
  readonly window?: number;
  readonly effects: boolean;
  readonly threshold?: number;
  readonly tolerance: number;
  readonly top: number;
  readonly table?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Rows of a table on paper. */
const defaultRows = 50;

/** Targets of one variant, as `megabase variants` has them. */
const maxTargets = 5;

export function reportCommand(context: CommandContext): Command {
  const command = new Command('report')
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
    .option('--target-track <ID>', 'readout track (default: expression, else promoter)')
    .option('--masked', "with --vcf: the LLR with the variant's bases masked")
    .option('--window <L>', 'with --vcf: LLR of substitutions in a window of L bp', parseCount)
    .option('--no-effects', 'of a region: predict only, knock nothing out')
    .option('--threshold <X>', 'of a region: smallest absolute effect of a link', parseNumber);
  addKnockOutOptions(addElementOptions(command))
    .addOption(toleranceOption())
    .option('--top <N>', 'rows of a table at most', parseCount, defaultRows)
    .option(
      '--table <FILE>',
      'also write every row: as `megabase variants`, or `megabase effects`, does',
    )
    .requiredOption('--out <FILE>', 'the page, .html; - for standard output')
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addOverwriteOption(command)))
    .addHelpText('after', example)
    .action((options: ReportOptions) => report(options, context));
}

const example = `
One page of HTML for someone who does not have Megabase: what was run, on what, with which
model; pictures; a table with each column explained; what the numbers rest on and what they
do not tell. It has no script, loads nothing, and opens without a network.

What was computed before is taken from the cache. Without --elements, --tile or --from-track
a region's elements are those that the model's enhancer track calls; of a model without one,
nothing is knocked out.

Examples:
  megabase report --fasta genome.fa.gz --vcf calls.vcf.gz --annotation genes.gff3 \\
    --model hawk-tutorial --table scored.tsv --out report.html
  megabase report --project maize.megabase --region chr7:1,000,001-1,200,000 --out report.html`;

async function report(given: ReportOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  if (!/\.html?$/i.test(given.out) && given.out !== '-') {
    throw new MegabaseError(
      'output-format',
      `${given.out}: a report is HTML. Name a file that ends in .html.`,
    );
  }
  const options = withFiles(withStandardInput(given, ['fasta', 'vcf', 'region', 'elements']));
  const { fasta, out, table } = options;
  const model = await loadModel(openLibrary().find(options.model));
  const isOfVariants = options.scored !== undefined;
  const tables =
    table === undefined
      ? []
      : isOfVariants
        ? await variantPaths(table, variantFormat(table))
        : [table];
  if (table !== undefined && !isOfVariants) effectFormat(table);
  const scored = options.scored && withRanks(options.scored, model);
  const elements = isOfVariants || !options.effects ? undefined : elementsOrNone(options, model);
  const inputs = [
    ...pathsOf(given.project, fasta, scored?.source.path, options.annotation, options.elements),
    ...pathsOf(options.region),
    ...modelFolders(model),
  ];
  const check = () => checkOutputs([out, ...tables], inputs);
  const replaces = await openOutputs([out, ...tables], check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region =
      options.region === undefined ? undefined : await oneRegion(open.environment, options.region);
    const common = {
      resources: findLocations().resources,
      maxRows: options.top,
      table: table === undefined ? undefined : { path: table, replaces },
      project:
        given.project === undefined
          ? undefined
          : {
              file: basename(given.project),
              variants: scored && basename(scored.source.path),
            },
    };
    const spec: ReportSpec = scored
      ? { kind: 'variants', ...common, variants: region ? { ...scored, region } : scored }
      : {
          ...{ kind: 'region', ...common, region: expectRegion(region) },
          ...{ flank: options.flank, annotation: options.annotation, tolerance: options.tolerance },
          effects: elements && {
            ...{ elements, targets: options.annotation, knockOut: knockOutOf(options) },
            ...{ targetTrack: options.targetTrack, threshold: options.threshold },
          },
          ...computeSettings(options),
        };
    const reporter = reportOn(region ? [region] : []);
    const made = await reporter.follow(makeReport(open.environment, spec, open.signal));
    signal.throwIfAborted();
    const bytes = await writeReport(made, out, { replaces });
    console.endProgress();
    if (options.json) {
      const counts =
        made.kind === 'variants' ? { scored: made.scored, unscored: made.unscored } : {};
      console.print(JSON.stringify({ kind: made.kind, ...counts, file: { path: out, bytes } }));
    } else {
      console.print(`wrote ${outputName(out)}: ${formatBytes(bytes)}`);
      if (made.table !== undefined) console.print(`wrote ${outputName(table ?? '')}`);
    }
  });
}

type ReportFiles = Omit<ReportOptions, 'fasta' | 'model'> & {
  readonly fasta: string;
  readonly model: string;
  /** What variants are reported; of a region where absent. */
  readonly scored?: VariantsSpec | undefined;
};

/** The options with what the project says in place of what was left out. Error: `usage`. */
function withFiles(options: ReportOptions): ReportFiles {
  const { project, variants, fasta, vcf, model, region } = options;
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (project === undefined) {
    if (variants !== undefined)
      throw wrong('--variants is of a project; give --project, or --vcf.');
    if (fasta === undefined || model === undefined) {
      throw wrong('Give --project, or --fasta and --model.');
    }
    if (vcf === undefined && region === undefined) throw wrong('Give --vcf or --region.');
    return {
      ...options,
      fasta,
      model,
      scored: vcf === undefined ? undefined : fromVcf(vcf, options),
    };
  }
  if (fasta !== undefined || vcf !== undefined) {
    throw wrong('A project has its own files: give --project without --fasta and --vcf.');
  }
  if ((variants === undefined) === (region === undefined)) {
    throw wrong('Of a project, give one of --variants and --region.');
  }
  const found = readReportProject(project, variants, computeSettings(options));
  const chosen = model ?? found.model;
  if (chosen === undefined) throw wrong(`${project} has no model chosen; give --model.`);
  const annotation = options.annotation ?? found.annotation;
  return { ...options, fasta: found.fasta, model: chosen, annotation, scored: found.variants };
}

function fromVcf(path: string, options: ReportOptions): VariantsSpec {
  const { sample, flank, annotation, targetTrack, masked = false, window, tolerance } = options;
  return {
    source: { kind: 'vcf', path, sample },
    ...{ flank, targets: annotation, targetTrack, masked, window, tolerance, maxTargets },
    ...computeSettings(options),
  };
}

/** With ranks where a background is kept, and what the model looks for near a variant. Errors: those of checking. */
function withRanks(spec: VariantsSpec, { model, identity }: LoadedModel): VariantsSpec {
  const scoring = { ...spec, distance: chosenDistance(model, spec) };
  readoutTrack(model, scoring);
  checkScorers(model, scoring);
  return { ...scoring, background: findBackground(findLocations().backgrounds, identity) };
}

function expectRegion<T>(region: T | undefined): T {
  if (region !== undefined) return region;
  throw new MegabaseError('usage', 'Give --region.');
}
