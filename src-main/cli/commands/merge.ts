import { Command } from 'commander';
import { formatBytes, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { mergeParts, mergePaths } from '../../analysis/merge/index.ts';
import { expectPlanned } from '../../analysis/plan/index.ts';
import type { CommandContext } from '../context.ts';
import { openNotes } from '../console/index.ts';
import { addOverwriteOption, openOutputs, outputName, type OverwriteOption } from '../outputs.ts';
import { addRunOptions } from '../options/index.ts';

interface MergeOptions extends OverwriteOption {
  readonly out: string;
  readonly plan?: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function mergeCommand(context: CommandContext): Command {
  const command = new Command('merge')
    .argument('<PART...>', 'outputs of all shards of one run, in any order')
    .requiredOption('--out <FILE>', 'output file of the whole; - for standard output')
    .option('--plan <FILE>', 'plan.json that the parts were made by: it must name them all')
    .option('--format <X>', 'format of the parts (default: by the ending of --out)')
    .option('--json', 'print a JSON summary');
  return addRunOptions(addOverwriteOption(command))
    .addHelpText('after', notes)
    .action((parts: string[], options: MergeOptions) => merge(parts, options, context));
}

const notes = `
The result is what one whole run writes, value by value; its header keeps that of the parts. Parts of
another model, engine, tolerance, flank, sample or other setting are refused, and so are parts that
are missing, given twice, cut short or damaged. What they read must be the same, too: the contigs, the
records of a VCF, regions, and the content of the genome, --targets, --annotation, --elements and
background (a file of up to 16 MiB whole, else its size and 256 samples of 64 KiB), wherever they lie.
--plan checks that the plan names the parts, not the hashes of its inputs.
Parquet and Arrow tables keep their types, units and metadata; a folder of tables is not merged:
write each shard as one file.
Of several bigWig tracks, name each part as its --out named it, or all of its files.
A .vcf.gz gets a tabix index; with --overwrite an older one never stays.

Example:
  megabase merge --out scored.vcf.gz plan/shard-*.vcf.gz`;

async function merge(
  parts: readonly string[],
  options: MergeOptions,
  context: CommandContext,
): Promise<void> {
  const { console, signal } = context;
  const { notes: told, onNote } = openNotes(console);
  const { out, format, plan } = options;
  if (plan !== undefined) await expectPlanned(plan, parts);
  const paths = await mergePaths({ parts, out, format });
  const replaces = await openOutputs(paths, () => checkOutputs(paths, parts), options, context);
  const events = mergeParts({ parts, out, format, replaces }, signal);
  const { command, shards, files } = await resultOf(events, (event) => {
    if (event.kind === 'note' && event.note.kind === 'text') onNote(event.note.text);
    if (event.kind !== 'partial') return;
    const { done, total } = event.partial;
    console.share('Merging', done / total, `${formatBytes(done)} of ${formatBytes(total)}`);
  });
  console.endProgress();
  if (options.json) {
    console.print(JSON.stringify({ command, shards, files, notes: [...told] }));
    return;
  }
  for (const { path, bytes } of files) {
    console.print(
      `wrote ${outputName(path)} from ${counted(shards, 'shard')}, ${formatBytes(bytes)}`,
    );
  }
}
