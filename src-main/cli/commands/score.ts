import { Command } from 'commander';
import { formatBytes, MegabaseError, type PassProgress } from '../../contract/index.ts';
import { checkWritable } from '../../analysis/export/index.ts';
import {
  findPlaces,
  placeFormat,
  placeLabels,
  scorePlaces,
  writePlaces,
  type PlaceRow,
  type PlaceSource,
} from '../../analysis/score/index.ts';
import { loadModel } from '../../library/index.ts';
import { openWorkspace } from '../../analysis/environment/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addDeviceOptions, parseAmount, parseCount, type ComputeOptions } from '../options.ts';
import { refuseInput } from '../refuse-input.ts';
import { formatTable } from '../table.ts';
import { countOf, scanText } from '../wording.ts';

interface ScoreOptions extends Omit<ComputeOptions, 'chunk'> {
  readonly fasta: string;
  readonly model: string;
  readonly regions?: readonly string[];
  readonly genes?: string;
  readonly context?: number;
  readonly memory?: number;
  readonly cache: string | boolean;
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
The head says whether it reads round the middle of a place or where it starts, and
whether what lies on the minus strand is read as its reverse complement.

Example:
  megabase score --fasta genome.fa.gz --model hawk-tutorial+my-head \\
    --genes genes.gtf --out scores.tsv`;

async function score(options: ScoreOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const notes = new Set<string>();
  const onNote = (note: string) => {
    if (!notes.has(note)) console.note(`note: ${note}`);
    notes.add(note);
  };
  const source = sourceOf(options);
  const format = placeFormat(options.out, options.format);
  await refuseInput(options);
  await checkWritable(options.out);
  const model = await loadModel(openLibrary().find(options.model));
  const labels = placeLabels(model.model);
  const workspace = await openWorkspace(options, { onNote, signal });
  try {
    const places = await findPlaces(source, { ...workspace, onNote });
    const title = countOf(places.length, source.kind === 'genes' ? 'gene' : 'region');
    let isBegun = false;
    const listener = {
      onBegun: ({ provider, providerNote, scan }: Begun) => {
        if (providerNote) onNote(providerNote);
        if (isBegun) return;
        isBegun = true;
        const threads = countOf(options.threads, 'thread');
        console.note(`on ${provider}, ${threads}, ${scanText(scan)}`);
      },
      onProgress: (progress: PassProgress) => console.progress(title, progress),
      onNote,
    };
    const first: PlaceRow[] = [];
    const rows = keepFirst(
      scorePlaces(places, options, { ...workspace, model, signal, listener }),
      first,
    );
    const described = source.kind === 'genes' ? source.path : source.texts.join(', ');
    const file = await writePlaces(rows, options.out, {
      ...{ format, model, source: described, context: options.context, signal },
    });
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify({ model: model.identity, labels, file, notes: [...notes] }));
      return;
    }
    printRows(first, labels, console);
    const unscored = file.unscored === 0 ? '' : `, ${file.unscored} without scores`;
    const size = formatBytes(file.bytes);
    console.print(`wrote ${file.path}: ${countOf(file.records, 'row')}${unscored}, ${size}`);
  } finally {
    console.endProgress();
    await workspace.close();
  }
}

type Begun = Parameters<Parameters<typeof scorePlaces>[2]['listener']['onBegun']>[0];

/** Error: `usage` without what is to be scored, or with too much of it. */
function sourceOf({ regions, genes }: ScoreOptions): PlaceSource {
  if (regions && genes === undefined) return { kind: 'regions', texts: regions };
  if (genes !== undefined && !regions) return { kind: 'genes', path: genes };
  throw new MegabaseError('usage', 'Say what is to be scored: --regions or --genes, one of them.');
}

/** Rows and columns of the table that is printed; the file has them all. */
const printed = { rows: 10, labels: 4 };

async function* keepFirst(
  rows: AsyncIterable<PlaceRow>,
  first: PlaceRow[],
): AsyncGenerator<PlaceRow> {
  for await (const row of rows) {
    if (first.length < printed.rows) first.push(row);
    yield row;
  }
}

function printRows(
  rows: readonly PlaceRow[],
  labels: ReturnType<typeof placeLabels>,
  console: CommandContext['console'],
): void {
  const shown = labels.slice(0, printed.labels);
  const table = rows.map(({ place, values, reason }) => [
    place.name,
    place.strand,
    ...(values ? shown.map((_, i) => values[i]!.toFixed(3)) : [reason!]),
  ]);
  formatTable([['name', 'strand', ...shown.map(({ id }) => id)], ...table]).forEach((line) =>
    console.print(`  ${line}`),
  );
}
