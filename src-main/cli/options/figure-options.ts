import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  figureDefaults,
  figureResolutions,
  MegabaseError,
  pointColumns,
  variantPictureKinds,
  type FigureLook,
  type PointColumn,
  type VariantPictureKind,
} from '../../contract/index.ts';
import { parseNumber } from './options.ts';
import { addOverwriteOption, type OverwriteOption } from '../outputs.ts';

export interface FigureOptions extends FigureLook, OverwriteOption {
  readonly project?: string;
  readonly rows?: readonly string[];
  readonly fasta?: string;
  readonly tracks?: readonly string[];
  readonly marks?: string;
  readonly region?: string;
  readonly variants?: string | true;
  readonly picture?: VariantPictureKind;
  readonly up?: PointColumn;
  readonly across?: PointColumn;
  readonly dpi: number;
  readonly cache?: string;
  readonly batch?: string;
  readonly out?: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function addFigureOptions(command: Command): Command {
  command
    .option('--project <FILE>', "a project's file: its rows, as they were arranged")
    .option('--rows <ROW...>', 'of a project: rows by name or ID, from top to bottom')
    .option('--fasta <F>', 'without a project: the genome, FASTA (plain or bgzip) or 2bit')
    .option(
      '--tracks <FILE...>',
      'with --fasta: GFF3, GTF, BED, VCF, BAM, CRAM, bigWig, bedGraph, from top to bottom; FILE##idx##INDEX where the index lies elsewhere',
    )
    .option('--marks <BED>', 'with --fasta: regions to shade, with their names')
    .option(
      '--region <R>',
      'chr:start-end, or a gene of the annotation by its whole name (default: what a project last showed)',
    )
    .option(
      '--variants [SET]',
      'of a project: a picture of scored variants, by file or ID (default: the set that is shown)',
    )
    .addOption(
      new Option(
        '--picture <X>',
        'with --variants: where they are, one value against another, or a histogram (default: along)',
      ).choices(variantPictureKinds),
    )
    .option(
      '--up <COLUMN>',
      'with --variants: distal, local, score, rank, distance or head:LABEL (default: the first of them with values)',
      parseColumn,
    )
    .option(
      '--across <COLUMN>',
      'of --picture scatter: the same columns (default: score, or else the next with values)',
      parseColumn,
    )
    .option('--batch <FILE>', "a batch file of IGV's commands: a figure for each snapshot in it")
    .option('--title <TEXT>', 'written above the figure')
    .option(
      '--width <MM>',
      'width: 85 (one column), 120, 180 (two), or any',
      parseNumber,
      figureDefaults.width,
    )
    .option(
      '--font-size <PT>',
      'size of the letters in points',
      parseNumber,
      figureDefaults.fontSize,
    )
    .option('--no-legend', 'leave the legend out')
    .addOption(
      new Option('--dpi <N>', 'of PNG: pixels an inch, 300 or 600')
        .argParser(parseResolution)
        .default(figureDefaults.dpi),
    )
    .option('--cache <DIR>', 'cache folder that has the predictions of a project')
    .option('--out <FILE>', 'output file: .svg, .pdf or .png; - for standard output')
    .option('--format <X>', 'svg, pdf or png (default: by the ending of --out)')
    .option('--json', 'print a JSON summary');
  return addOverwriteOption(command);
}

/** Error: `usage`, for what a batch file says by itself. */
export function checkBatchUse(options: FigureOptions): void {
  const { project, fasta, tracks, marks, region, rows, variants, picture, title } = options;
  const { up, across, out, format } = options;
  const own = { tracks, marks, region, rows, variants, picture, up, across, title, out, format };
  for (const [name, value] of Object.entries(own)) {
    if (value === undefined) continue;
    throw new MegabaseError(
      'usage',
      `--batch says what is drawn and where to; it does not go with --${name}.`,
    );
  }
  if (project !== undefined && fasta !== undefined) {
    throw new MegabaseError('usage', 'Give --project or --fasta; a project has its own genome.');
  }
}

/** Error: `usage`, where it is not clear of what the figure is to be. */
export function checkFigureUse(options: FigureOptions): void {
  const { project, fasta, tracks, marks, region, rows, variants, picture, legend } = options;
  const { up, across, cache } = options;
  const wrong = (message: string) => new MegabaseError('usage', message);
  if (variants === undefined && picture !== undefined) {
    throw wrong('--picture says which picture of --variants is drawn; give --variants too.');
  }
  if (variants === undefined && (up ?? across) !== undefined) {
    throw wrong('--up and --across are axes of --variants; give --variants too.');
  }
  if (across !== undefined && picture !== 'scatter') {
    throw wrong('--across is of a scatter plot; give --picture scatter.');
  }
  if (variants !== undefined && (project === undefined || fasta !== undefined)) {
    throw wrong('--variants draws scored variants of a project; give --project, without --fasta.');
  }
  if (variants !== undefined && (region !== undefined || rows !== undefined || !legend)) {
    throw wrong('--variants draws a whole set, without --region, --rows or --no-legend.');
  }
  if ((project === undefined) === (fasta === undefined)) {
    throw wrong('Give --project, or --fasta and --tracks.');
  }
  if (project !== undefined && (tracks ?? marks) !== undefined) {
    throw wrong('--tracks and --marks go with --fasta; a project has its own.');
  }
  if (fasta === undefined) return;
  if (cache !== undefined)
    throw wrong('--cache has the predictions of a project; it does not go with --fasta.');
  if (rows) throw wrong('--rows are those of a project; with --fasta name files with --tracks.');
  if (region === undefined) throw wrong('With --fasta, --region says what the figure shows.');
}

function parseColumn(text: string): PointColumn {
  const found = pointColumns.find((one) => one === text);
  if (found !== undefined) return found;
  if (text.startsWith('head:')) return `head:${text.slice('head:'.length)}`;
  throw new InvalidArgumentError(`Expected ${pointColumns.join(', ')} or head:LABEL.`);
}

function parseResolution(text: string): number {
  const value = Number(text);
  if (figureResolutions.some((one) => one === value)) return value;
  throw new InvalidArgumentError(`Expected ${figureResolutions.join(' or ')}.`);
}
