import { Command } from 'commander';
import { formatBytes, formatRegion, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  defaultMaxGap,
  defaultMinLength,
  findGenes,
  geneFormat,
  geneTracks,
  type GeneCall,
} from '../../analysis/genes/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, withEnvironment } from '../environment/index.ts';
import {
  addCacheOptions,
  addComputeOptions,
  addSpillOption,
  computeSettings,
  flankOption,
  parseAmount,
  parseCount,
  parseNumber,
  type CacheOptions,
  type ComputeOptions,
  type SpillOption,
} from '../options/index.ts';
import {
  addOverwriteOption,
  modelFolders,
  openOutputs,
  outputName,
  type OverwriteOption,
} from '../outputs.ts';
import { jsonSummary, printPredictions } from '../predictions/index.ts';
import { withStandardInput } from '../standard-input.ts';
import { formatTable } from '../console/index.ts';

interface GenesOptions extends ComputeOptions, SpillOption, CacheOptions, OverwriteOption {
  readonly fasta: string;
  readonly region: readonly string[];
  readonly flank?: number;
  readonly model: string;
  readonly threshold?: number;
  readonly minLength: number;
  readonly maxGap: number;
  readonly out: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function genesCommand(context: CommandContext): Command {
  const command = new Command('genes')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--region <R...>', 'chr:start-end, a whole contig, a BED file, or all')
    .addOption(flankOption())
    .option('--model <ID|FOLDER>', 'a model with tracks of the role "cds"', 'hawk-yeast')
    .requiredOption(
      '--out <FILE>',
      'output file: .gff3 or .bed; add .gz for bgzip; - for standard output',
    )
    .option('--format <X>', 'gff3 or bed (default: by the ending of --out)')
    .option(
      '--threshold <X>',
      'a bin is coding from this value on (default: 0.5 for probabilities)',
      parseNumber,
    )
    .option('--min-length <BP>', 'shortest run that is called', parseCount, defaultMinLength)
    .option(
      '--max-gap <BP>',
      'longest gap that is bridged where no edge of a gene lies in it',
      parseAmount,
      defaultMaxGap,
    )
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addSpillOption(addCacheOptions(addOverwriteOption(command))))
    .addHelpText('after', help)
    .action((options: GenesOptions) => genes(options, context));
}

const help = `
A run is split where a promoter or terminator track of its strand reaches the threshold, and joined
with the next one over a short gap where neither does. The longest reading frame from ATG to stop in a
run is reported where there is one of 90 bp or more.

What is called is no gene model: introns are not spliced out, there is no phase, and ends are good to a
bin or two. On a finished genome without introns a search for open reading frames finds genes better;
runs hold where insertions and deletions break the frames, as in a draft assembly.

Example:
  megabase genes --fasta draft.fa --region contig_1 --model hawk-yeast --out genes.gff3`;

async function genes(given: GenesOptions, context: CommandContext): Promise<void> {
  const options = withStandardInput(given, ['fasta', 'region']);
  const { console } = context;
  const { out: path, fasta, region } = options;
  const format = geneFormat(path, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  // Refuses a model without coding tracks before the genome is opened.
  geneTracks(model.model.manifest);
  const check = () => checkOutputs([path], [fasta, ...region, ...modelFolders(model)]);
  const replaces = await openOutputs([path], check, options, context);
  await withEnvironment(options, context, model, async (open) => {
    const { environment, signal, notes } = open;
    const regions = await environment.regions(region);
    const { flank, threshold, minLength, maxGap, spill } = options;
    const spec = {
      ...computeSettings(options),
      regions,
      flank,
      threshold,
      minLength,
      maxGap,
      spill,
    };
    const found = await open
      .reportOn(regions)
      .follow(findGenes(environment, { ...spec, output: { path, format, replaces } }, signal));
    console.endProgress();
    const files = found.file ? [found.file] : [];
    if (options.json) {
      const { predictions } = jsonSummary(found.predictions, files, []);
      const { genes: calls, threshold: used } = found;
      console.print(
        JSON.stringify({ predictions, genes: calls, threshold: used, files, notes: [...notes] }),
      );
      return;
    }
    printPredictions(found.predictions, console);
    geneTable(found.genes).forEach((line) => console.print(line));
    for (const { records, bytes } of files) {
      console.print(
        `wrote ${outputName(path)} (${format}, ${counted(records, 'gene')}, ${formatBytes(bytes)})`,
      );
    }
  });
}

/** Rows of the table that is printed; the file has them all. */
const printedRows = 10;

function geneTable(calls: readonly GeneCall[]): string[] {
  const framed = calls.filter(({ frame }) => frame !== undefined).length;
  const rows = calls.slice(0, printedRows).map((call) => {
    const { frame } = call;
    return [
      formatRegion(call),
      call.strand,
      call.mean.toFixed(3),
      frame ? formatRegion({ contig: call.contig, ...frame }) : 'none',
    ];
  });
  const more = calls.length - rows.length;
  return [
    `${counted(calls.length, 'gene')} called, ${framed.toLocaleString('en-US')} with a reading frame of 90 bp or more`,
    ...formatTable([['run', 'strand', 'mean', 'longest reading frame'], ...rows]).map(
      (line) => `  ${line}`,
    ),
    ...(more > 0 ? [`  and ${more.toLocaleString('en-US')} more`] : []),
  ];
}
