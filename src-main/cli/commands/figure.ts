import { Command } from 'commander';
import {
  defined,
  formatBytes,
  MegabaseError,
  type FigureFormat,
  counted,
} from '../../contract/index.ts';
import { figureFormat } from '../../analysis/figure/index.ts';
import { figuresOfBatch } from '../batch/index.ts';
import type { CommandContext } from '../context.ts';
import {
  addFigureOptions,
  checkBatchUse,
  checkFigureUse,
  type FigureOptions,
  addRunOptions,
} from '../options/index.ts';
import {
  figureOfFiles,
  figureOfProject,
  type WrittenRows,
  figureOfVariants,
  type WrittenPicture,
} from '../figures/index.ts';
import { outputName } from '../outputs.ts';

export function figureCommand(context: CommandContext): Command {
  return addRunOptions(addFigureOptions(new Command('figure')))
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
  const { batch, out } = options;
  if (batch !== undefined) return figuresOfFile({ ...options, batch }, context);
  if (out === undefined) throw new MegabaseError('usage', 'Give --out, the file to write.');
  return oneFigure({ ...options, out }, context);
}

async function figuresOfFile(
  options: FigureOptions & { readonly batch: string },
  context: CommandContext,
): Promise<void> {
  const { console } = context;
  checkBatchUse(options);
  const written = await figuresOfBatch(options, context, (one) => {
    const what = `${counted(one.rows, 'row')} of ${one.regions.join(', ')}`;
    console.print(`wrote ${one.path}: ${what}, ${formatBytes(one.bytes)}`);
  });
  if (options.json) console.print(JSON.stringify(written));
}

/** A figure that has a file of its own. */
type OneFigure = FigureOptions & { readonly out: string };

async function oneFigure(options: OneFigure, context: CommandContext): Promise<void> {
  const { out, format, json } = options;
  const chosen = figureFormat(out, format);
  checkFigureUse(options);
  const written = await drawOne(options, chosen, context);
  const text = `wrote ${outputName(out)}: ${contentText(written)}, ${formatBytes(written.bytes)}`;
  context.console.print(json ? JSON.stringify(written) : text);
}

/** As `checkFigureUse` lets it: of files, of a project, or of scored variants in one. */
function drawOne(
  options: OneFigure,
  format: FigureFormat,
  context: CommandContext,
): Promise<WrittenRows | WrittenPicture> {
  const { project, variants: set, picture = 'along' } = options;
  if (project === undefined) {
    const [fasta, region] = [defined(options.fasta), defined(options.region)];
    return figureOfFiles({ ...options, fasta, region }, format, context);
  }
  return set === undefined
    ? figureOfProject({ ...options, project }, format, context)
    : figureOfVariants({ ...options, project, set, picture }, format, context);
}

function contentText(written: WrittenRows | WrittenPicture): string {
  if ('rows' in written) return `${counted(written.rows, 'row')} of ${written.region}`;
  const { variants, set, up, across } = written;
  const axes = across === undefined ? up : `${up} against ${across}`;
  return `${counted(variants, 'variant')} of ${set}, ${axes}`;
}
