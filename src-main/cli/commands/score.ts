import { Command } from 'commander';
import { formatBytes, MegabaseError, defined, fixed, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { planRows } from '../../analysis/plan/index.ts';
import {
  basesPerLocus,
  findLoci,
  scoreFormat,
  scoreRegions,
  windowLabels,
  type LocusSource,
  type ScoredLocus,
} from '../../analysis/score/index.ts';
import { loadModel } from '../../library/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import {
  addCacheOptions,
  cacheChoice,
  addDeviceOptions,
  parseCount,
  type CacheOptions,
  type ComputeOptions,
  addShardOptions,
  type ShardOptions,
} from '../options/index.ts';
import { openNotes, formatTable } from '../console/index.ts';
import {
  addOverwriteOption,
  pathsOf,
  modelFolders,
  openOutputs,
  outputName,
  type OverwriteOption,
} from '../outputs.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import { WindowReporter } from '../reporters/index.ts';
import { withStandardInput } from '../standard-input.ts';

interface ScoreOptions
  extends Omit<ComputeOptions, 'chunk'>, CacheOptions, OverwriteOption, ShardOptions {
  readonly fasta: string;
  readonly model: string;
  readonly regions?: readonly string[];
  readonly genes?: string;
  readonly context?: number;
  readonly out: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function scoreCommand(context: CommandContext): Command {
  const command = new Command('score')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--model <MODEL+HEAD>', 'model with a window head')
    .option(
      '--regions <R...>',
      'BED files (stranded where column 6 is set), chr:start-end, contigs, or all',
    )
    .option('--genes <F>', 'GFF3 or GTF with genes')
    .option(
      '--context <BP>',
      "window length (default: the head's, else the model's training context)",
      parseCount,
    )
    .requiredOption(
      '--out <FILE>',
      'output file: .tsv, .json or .bed; add .gz for bgzip; .parquet, .arrow, or FOLDER/ for one table a contig; - for standard output',
    )
    .option(
      '--format <X>',
      'tsv, parquet, arrow, json or bed (default: by the ending of --out; parquet in a folder)',
    )
    .option('--json', 'print a JSON summary');
  return addDeviceOptions(addCacheOptions(addShardOptions(addOverwriteOption(command))))
    .addHelpText('after', example)
    .action((options: ScoreOptions) => score(options, context));
}

const example = `
The head defines whether its window is centred on a region or on its start, and whether
regions on the minus strand are read as their reverse complement.

Example:
  megabase score --fasta genome.fa.gz --model hawk-tutorial+my-head \\
    --genes genes.gtf --out scores.tsv`;

async function score(given: ScoreOptions, context: CommandContext): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeScores(given, context), given, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'regions']);
  const { console, signal, startComputeProcess } = context;
  const { notes, onNote } = openNotes(console);
  const source = sourceOf(options);
  const { out: path, context: bp } = options;
  const format = scoreFormat(path, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  const read = pathsOf(options.fasta, options.genes, ...(options.regions ?? []));
  const check = () => checkOutputs([path], [...read, ...modelFolders(model)]);
  const replaces = await openOutputs([path], check, options, context);
  // Refuses a model without such a head before the genome is opened.
  windowLabels(model.model);
  context.record?.onModel(model.identity);
  const environment = await openEnvironment(
    { fasta: options.fasta, ...cacheChoice(options) },
    { onNote, signal, startComputeProcess },
  );
  try {
    const reporter = new WindowReporter(source.kind, options.threads, { console, onNote });
    const { provider, threads, scan, memory } = options;
    const output = { path, format, replaces };
    const { shard } = options;
    const spec = { source, shard, output, context: bp, provider, threads, scan, memory };
    const events = scoreRegions({ ...environment, model }, spec, signal);
    const { labels, file } = await resultOf(events, (event) => reporter.onEvent(event));
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify({ model: model.identity, labels, file, notes: [...notes] }));
      return;
    }
    printRows(reporter.first, labels, console);
    const { records, unscored, bytes } = defined(file);
    const without = unscored === 0 ? '' : `, ${unscored} without scores`;
    console.print(
      `wrote ${outputName(path)}: ${counted(records, 'row')}${without}, ${formatBytes(bytes)}`,
    );
  } finally {
    console.endProgress();
    await environment.close();
  }
}

export const plannableScore: Plannable<ScoreOptions> = {
  make: scoreCommand,
  foresee: foreseeScores,
};

/** What scoring would take. Errors: those of opening what is read. */
async function foreseeScores(options: ScoreOptions, context: CommandContext): Promise<Foreseen> {
  const source = sourceOf(options);
  const model = await loadModel(openLibrary().find(options.model));
  const each = basesPerLocus(model.model, options.context);
  return foreseeIn(options, context, model, async ({ genome, cache }) => {
    const loci = await findLoci(source, { genome, emit: () => undefined });
    const { fasta, genes, regions = [], provider, memory } = options;
    const work = {
      count: loci.length,
      of: 'regions',
      shared: 0,
      each,
      longest: each,
      bytesEach: 200,
    };
    const run = planRows(work, provider, { model, cache, memory });
    return { run, inputs: [...pathsOf(fasta, genes), ...(await filesAmong(regions))] };
  });
}

/** Error: `usage` without what is to be scored, or with too much of it. */
function sourceOf({ regions, genes }: ScoreOptions): LocusSource {
  if (regions && genes === undefined) return { kind: 'regions', texts: regions };
  if (genes !== undefined && !regions) return { kind: 'genes', path: genes };
  throw new MegabaseError('usage', 'Give one of --regions and --genes.');
}

/** Columns of the table that is printed; the file has them all. */
const printedLabels = 4;

function printRows(
  rows: readonly ScoredLocus[],
  labels: ReturnType<typeof windowLabels>,
  console: CommandContext['console'],
): void {
  const shown = labels.slice(0, printedLabels);
  const table = rows.map(({ locus, values, reason }) => [
    locus.name,
    locus.strand,
    ...(values ? shown.map((_, i) => fixed(values[i]!)) : [defined(reason)]),
  ]);
  formatTable([['name', 'strand', ...shown.map(({ id }) => id)], ...table]).forEach((line) =>
    console.print(`  ${line}`),
  );
}
