import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  figureResolutions,
  formatBytes,
  formatRegion,
  MegabaseError,
  pointColumns,
  variantPictureKinds,
  type FigureFormat,
  type FigureLook,
  type PointColumn,
  type VariantPictureKind,
} from '../../contract/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  commandText,
  drawFigure,
  figureFormat,
  fileMarks,
  fileRows,
  writeFigure,
} from '../../analysis/figure/index.ts';
import { figuresOfBatch } from '../batch/index.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../notes.ts';
import { oneRegion } from '../one-region.ts';
import { parseNumber } from '../options.ts';
import {
  addOverwriteOption,
  openOutputs,
  outputName,
  pathsOf,
  type OverwriteOption,
} from '../outputs.ts';
import { addRunOptions } from '../run-options.ts';
import { figureOfProject, type WrittenRows } from '../project-figure.ts';
import { figureOfVariants } from '../variants-figure.ts';
import { countOf } from '../wording.ts';

interface FigureOptions extends OverwriteOption {
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
  readonly title?: string;
  readonly width: number;
  readonly fontSize: number;
  readonly legend: boolean;
  readonly dpi: number;
  readonly cache?: string;
  readonly batch?: string;
  readonly out?: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** A figure that has a file of its own. */
type OneFigure = FigureOptions & { readonly out: string };

export function figureCommand(context: CommandContext): Command {
  const command = new Command('figure')
    .option('--project <FILE>', "a project's file: its rows, as they were arranged")
    .option('--rows <ROW...>', 'of a project: rows by name or ID, from top to bottom')
    .option('--fasta <F>', 'without a project: the genome, FASTA (plain or bgzip) or 2bit')
    .option(
      '--tracks <FILE...>',
      'with --fasta: GFF3, GTF, BED, VCF, BAM, CRAM, bigWig, bedGraph, from top to bottom',
    )
    .option('--marks <BED>', 'with --fasta: regions to shade, with their names')
    .option(
      '--region <R>',
      'chr:start-end; of a project also a gene, by its whole name (default: what it last showed)',
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
    .option('--width <MM>', 'width: 85 (one column), 120, 180 (two), or any', parseNumber, 180)
    .option('--font-size <PT>', 'size of the letters in points', parseNumber, 7)
    .option('--no-legend', 'leave the legend out')
    .addOption(
      new Option('--dpi <N>', 'of PNG: pixels an inch, 300 or 600')
        .argParser(parseResolution)
        .default(300),
    )
    .option('--cache <DIR>', 'cache folder that has the predictions of a project')
    .option('--out <FILE>', 'output file: .svg, .pdf or .png; - for standard output')
    .option('--format <X>', 'svg, pdf or png (default: by the ending of --out)')
    .option('--json', 'print a JSON summary');
  return addRunOptions(addOverwriteOption(command))
    .addHelpText('after', help)
    .action((options: FigureOptions) => figure(options, context));
}

const help = `
A figure is composed for a paper, by the code that draws the window: ruler with the contig, scale
bar, marks with their names, rows, legend. Letters are text, in Arial where it is installed (PDF
and PNG carry Arimo, which is as wide). Nothing is predicted for it: rows of a project show what
the cache has. The file says in its metadata what made it: model, versions, region and command.

--batch reads the batch files of IGV: genome, load, goto, region, snapshot, snapshotDirectory and
the rest. All of a file is checked before the first figure is drawn. What a figure does not have,
such as colorBy, is passed over with a note; an unknown command is an error. load also takes a
project of Megabase, with the predictions in it. --fasta is the genome where the file only names
one, such as hg38. Several loci of one goto are drawn above each other.

Examples:
  megabase figure --project study.megabase --region PAP1 --width 85 --out pap1.pdf
  megabase figure --project study.megabase --variants cohort.vcf.gz --picture scatter \\
    --width 85 --out scatter.svg
  megabase figure --batch snapshots.bat --fasta hg38.fa.gz
  megabase figure --fasta genome.fa.gz --tracks genes.gff3 enhancer.bw sample.vcf.gz \\
    --region chr7:1,000,001-1,100,000 --out region.svg`;

async function figure(options: FigureOptions, context: CommandContext): Promise<void> {
  if (options.batch !== undefined) {
    await figuresOfFile({ ...options, batch: options.batch }, context);
    return;
  }
  const { out } = options;
  if (out === undefined) throw new MegabaseError('usage', 'Give --out, the file to write.');
  await oneFigure({ ...options, out }, context);
}

async function figuresOfFile(
  options: FigureOptions & { readonly batch: string },
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  checkBatch(options);
  const written = await figuresOfBatch(options, context, (one) => {
    const what = `${countOf(one.rows, 'row')} of ${one.regions.join(', ')}`;
    console.print(`wrote ${one.path}: ${what}, ${formatBytes(one.bytes)}`);
  });
  if (options.json) console.print(JSON.stringify(written));
}

/** Error: `usage`, for what a batch file says by itself. */
function checkBatch(options: FigureOptions): void {
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

async function oneFigure(options: OneFigure, context: CommandContext): Promise<void> {
  const { console } = context;
  const format = figureFormat(options.out, options.format);
  checkChoice(options);
  const { variants: set, project, picture = 'along' } = options;
  if (set !== undefined && project !== undefined) {
    const written = await figureOfVariants({ ...options, project, set, picture }, format, context);
    if (options.json) console.print(JSON.stringify(written));
    else {
      const { up, across } = written;
      const axes = across === undefined ? up : `${up} against ${across}`;
      const what = `${countOf(written.variants, 'variant')} of ${written.set}, ${axes}`;
      console.print(`wrote ${outputName(options.out)}: ${what}, ${formatBytes(written.bytes)}`);
    }
    return;
  }
  const written =
    project === undefined
      ? await figureOfFiles(options, format, context)
      : await figureOfProject({ ...options, project }, format, context);
  if (options.json) {
    console.print(JSON.stringify(written));
    return;
  }
  const { rows, bytes, region } = written;
  const what = `${countOf(rows, 'row')} of ${region}`;
  console.print(`wrote ${outputName(options.out)}: ${what}, ${formatBytes(bytes)}`);
}

/** Error: `usage`, where it is not clear of what the figure is to be. */
function checkChoice(options: FigureOptions): void {
  const { project, fasta, tracks, marks, region, rows, variants, picture, legend } = options;
  const { up, across } = options;
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
  if (rows) throw wrong('--rows are those of a project; with --fasta name files with --tracks.');
  if (region === undefined) throw wrong('With --fasta, --region says what the figure shows.');
}

async function figureOfFiles(
  options: OneFigure,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenRows> {
  const { fasta = '', tracks = [], marks, region: wanted = '', out, dpi } = options;
  const { signal } = context;
  const rows = fileRows(tracks);
  const inputs = [fasta, ...tracks, ...pathsOf(marks)];
  const replaces = await openOutputs([out], () => checkOutputs([out], inputs), options, context);
  const { onNote } = openNotes(context.console);
  const opened = await openEnvironment({ fasta, cache: false }, { onNote, signal });
  try {
    const region = await oneRegion(opened, wanted);
    const command = {
      ...{ ...lookOf(options), region: wanted, inputs: inputsOf(options) },
      ...{ out, format, dpi },
    };
    const spec = {
      ...{ ...lookOf(options), region, rows, hasLegend: options.legend },
      marks: marks === undefined ? [] : await fileMarks(marks, opened.genome),
      notes: [{ key: 'command', text: commandText(command) }],
    };
    const none = () => undefined;
    const sources = { genome: opened.genome, view: noView, runOf: none, modelOfSet: none };
    const drawn = await resultOf(drawFigure(sources, spec, signal), (event) => {
      if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
    });
    const bytes = await writeFigure(drawn, out, { format, dpi, replaces });
    return { path: out, format, rows: drawn.rows, bytes, region: formatRegion(region) };
  } finally {
    await opened.close();
  }
}

/** No row of files asks for predicted values. */
function noView(): Promise<never> {
  return Promise.reject(new Error('A file has no predicted values.'));
}

function lookOf({ width, fontSize, title, legend }: FigureOptions): FigureLook {
  return { width, fontSize, title, legend };
}

/** The files as options, by their names. */
function inputsOf({ fasta = '', tracks = [], marks }: FigureOptions): string[] {
  return [
    ...['--fasta', basename(fasta)],
    ...(tracks.length === 0 ? [] : ['--tracks', ...tracks.map((one) => basename(one))]),
    ...(marks === undefined ? [] : ['--marks', basename(marks)]),
  ];
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
