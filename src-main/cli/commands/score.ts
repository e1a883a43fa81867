import { Command } from 'commander';
import { formatBytes, MegabaseError, defined } from '../../contract/index.ts';
import { checkWritable } from '../../analysis/export/index.ts';
import {
  scoreFormat,
  scoreRegions,
  windowLabels,
  type LocusSource,
  type ScoredLocus,
} from '../../analysis/score/index.ts';
import { loadModel } from '../../library/index.ts';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addDeviceOptions, parseAmount, parseCount, type ComputeOptions } from '../options.ts';
import { openNotes } from '../notes.ts';
import { refuseInput } from '../refuse-input.ts';
import { formatTable } from '../table.ts';
import { WindowReporter } from '../window-reporter.ts';
import { countOf } from '../wording.ts';

interface ScoreOptions extends Omit<ComputeOptions, 'chunk'> {
  readonly fasta: string;
  readonly model: string;
  readonly regions?: readonly string[];
  readonly genes?: string;
  readonly context?: number;
  readonly memory?: number;
  /** A folder, or `false`; the usual folder where absent. */
  readonly cache?: string | boolean;
  readonly out: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function scoreCommand(context: CommandContext): Command {
  const command = new Command('score')
    .description('Score regions or genes, each by itself, with a head that reads windows.')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--model <MODEL+HEAD>', 'a model with such a head on it')
    .option('--regions <R...>', 'BED files (their strands count) or chr:start-end')
    .option('--genes <F>', 'GFF3 or GTF with genes')
    .option(
      '--context <BP>',
      "bp read round each (default: the head's, else the model's training context)",
      parseCount,
    )
    .requiredOption('--out <FILE>', 'file to write: .tsv, .json or .bed, .gz behind it for bgzip')
    .option('--format <X>', 'tsv, json or bed (default: by the ending of --out)')
    .option('--memory <BYTES>', 'most memory to compute in, as 1.5G', parseAmount)
    .option('--cache <DIR>', 'where what was read is kept')
    .option('--no-cache', 'look up and keep nothing')
    .option('--json', 'print the summary as JSON');
  return addDeviceOptions(command)
    .addHelpText('after', example)
    .action((options: ScoreOptions) => score(options, context));
}

const example = `
The head says whether it reads round the middle of a region or where it starts, and
whether what lies on the minus strand is read as its reverse complement.

Example:
  megabase score --fasta genome.fa.gz --model hawk-tutorial+my-head \\
    --genes genes.gtf --out scores.tsv`;

async function score(options: ScoreOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const { notes, onNote } = openNotes(console);
  const source = sourceOf(options);
  const { out: path, context: bp } = options;
  const output = { path, format: scoreFormat(path, options.format) };
  await refuseInput(options);
  await checkWritable(path);
  const model = await loadModel(openLibrary().find(options.model));
  // Refuses a model without such a head before the genome is opened.
  windowLabels(model.model);
  const environment = await openEnvironment(
    { fasta: options.fasta, cache: options.cache ?? true },
    { onNote, signal },
  );
  try {
    const reporter = new WindowReporter(source.kind, options.threads, { console, onNote });
    const { provider, threads, scan, memory } = options;
    const spec = { source, output, context: bp, provider, threads, scan, memory };
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
    console.print(`wrote ${path}: ${countOf(records, 'row')}${without}, ${formatBytes(bytes)}`);
  } finally {
    console.endProgress();
    await environment.close();
  }
}

/** Error: `usage` without what is to be scored, or with too much of it. */
function sourceOf({ regions, genes }: ScoreOptions): LocusSource {
  if (regions && genes === undefined) return { kind: 'regions', texts: regions };
  if (genes !== undefined && !regions) return { kind: 'genes', path: genes };
  throw new MegabaseError('usage', 'Say what is to be scored: --regions or --genes, one of them.');
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
    ...(values ? shown.map((_, i) => values[i]!.toFixed(3)) : [defined(reason)]),
  ]);
  formatTable([['name', 'strand', ...shown.map(({ id }) => id)], ...table]).forEach((line) =>
    console.print(`  ${line}`),
  );
}
