import { Command } from 'commander';
import {
  contextText,
  formatBytes,
  formatRegion,
  largestSubstitutions,
  MegabaseError,
  type Mutagenesis,
  fixed,
  counted,
} from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  checkReadout,
  describeReadout,
  findMutagenesis,
  measureMutagenesis,
  mutagenesisFormat,
  parseReadout,
  writeMutagenesis,
  type ReadoutChoice,
} from '../../analysis/mutagenesis/index.ts';
import { planMutagenesis } from '../../analysis/plan/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, oneRegion, withEnvironment } from '../environment/index.ts';
import {
  addCacheOptions,
  addComputeOptions,
  computeSettings,
  flankOption,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
  addShardOptions,
  type ShardOptions,
} from '../options/index.ts';
import {
  addOverwriteOption,
  modelFolders,
  openOutputs,
  outputName,
  pathsOf,
  type OverwriteOption,
} from '../outputs.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import { formatTable } from '../console/index.ts';
import { withStandardInput } from '../standard-input.ts';

interface MutagenesisOptions extends ComputeOptions, CacheOptions, OverwriteOption, ShardOptions {
  readonly fasta: string;
  readonly region: string;
  readonly flank?: number;
  readonly model: string;
  readonly readout: string;
  readonly annotation?: string;
  readonly masked?: boolean;
  readonly tolerance: number;
  readonly out: string;
  readonly format?: string;
  readonly json?: boolean;
}

export function mutagenesisCommand(context: CommandContext): Command {
  const command = new Command('mutagenesis')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--region <R>', 'chr:start-end (1-based, inclusive), up to 50,000 bp')
    .addOption(flankOption())
    .requiredOption(
      '--model <ID|FOLDER>',
      'a model ID from `megabase models list`, or a model folder',
    )
    .requiredOption(
      '--readout <R>',
      'TRACK@GENE, TRACK@chr:start-end, TRACK (over the region itself), or likelihood',
    )
    .option('--annotation <GFF3>', 'GFF3 or GTF with the gene of --readout')
    .option('--masked', 'with likelihood: mask each base before its four are compared')
    .addOption(toleranceOption())
    .requiredOption(
      '--out <FILE>',
      'output file: .tsv, .parquet, .arrow, .safetensors (matrices) or .bedgraph (a score per base); - for standard output',
    )
    .option(
      '--format <X>',
      'tsv, parquet, arrow, safetensors or bedgraph (default: by the ending of --out)',
    )
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addShardOptions(addOverwriteOption(command))))
    .addHelpText('after', example)
    .action((options: MutagenesisOptions) => mutagenesis(options, context));
}

const example = `
Each base of the region is replaced by each of the three others, and the readout with the
change minus the readout without is written: of a gene the track's largest bin at the gene's
start, as in effects and variants, of a region the mean of the bins that overlap it. With
likelihood it is ln P(base)/P(reference) at the base itself, as the LLR of variants, which
takes one pass only.

Centred values are changes minus the mean of the four bases, the reference's 0 among them
(hypothetical contributions); bedGraph has that of the reference base, which is above 0
where substitutions lower the readout. safetensors has changes, centred and one_hot as
[4, bases], rows A, C, G, T. N has no values.

Example:
  megabase mutagenesis --fasta genome.fa.gz --region chr7:1,000,001-1,000,200 \\
    --readout expression@GENE1 --annotation genes.gff3 --model hawk-tutorial --out ism.tsv`;

async function mutagenesis(given: MutagenesisOptions, context: CommandContext): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeMutagenesis(given, context), given, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta']);
  const { console } = context;
  const format = mutagenesisFormat(options.out, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  const readout = readoutOf(options, model);
  const { annotation } = options;
  const inputs = [...pathsOf(options.fasta, annotation), ...modelFolders(model)];
  const check = () => checkOutputs([options.out], inputs);
  const replaces = await openOutputs([options.out], check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region = await oneRegion(open.environment, options.region);
    const { flank, tolerance, shard } = options;
    const spec = {
      ...{ region, flank, readout, annotation, tolerance, shard },
      ...computeSettings(options),
    };
    const events = findMutagenesis(open.environment, spec, open.signal);
    const { part, ...map } = await reportOn([region]).follow(events);
    const file = await writeMutagenesis(map, options.out, { format, part, replaces });
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify(summary(map, { path: options.out, ...file })));
    } else {
      printMap(map, console);
      const size = formatBytes(file.bytes);
      console.print(`wrote ${outputName(options.out)}: ${counted(file.records, 'row')}, ${size}`);
    }
  });
}

export const plannableMutagenesis: Plannable<MutagenesisOptions> = {
  make: mutagenesisCommand,
  foresee: foreseeMutagenesis,
};

/** What a mutagenesis would take. Errors: those of opening what is read. */
async function foreseeMutagenesis(
  options: MutagenesisOptions,
  context: CommandContext,
): Promise<Foreseen> {
  const model = await loadModel(openLibrary().find(options.model));
  const readout = readoutOf(options, model);
  const { fasta, annotation, flank, tolerance, provider, memory } = options;
  return foreseeIn(options, context, model, async (environment, signal) => {
    const region = await oneRegion(environment, options.region);
    const spec = { region, flank, readout, annotation, tolerance, ...computeSettings(options) };
    const tools = { ...environment, signal, emit: () => undefined };
    const size = await measureMutagenesis(spec, tools);
    const { cache } = environment;
    return {
      run: planMutagenesis(size, { provider, tolerance }, { model, cache, memory }),
      inputs: [...pathsOf(fasta, annotation), ...(await filesAmong([options.region]))],
    };
  });
}

/** Errors: `usage`, `track-unknown`. */
function readoutOf(options: MutagenesisOptions, { model }: LoadedModel): ReadoutChoice {
  const { masked } = options;
  const readout = parseReadout(options.readout, model.manifest);
  if (masked && readout.kind === 'track') {
    throw new MegabaseError(
      'usage',
      '--masked is for the likelihood; tracks are read as they are.',
    );
  }
  checkReadout(model.manifest, readout);
  return readout.kind === 'likelihood' ? { ...readout, masked } : readout;
}

/** Rows of the table that is printed; the file has them all. */
const printed = 10;

function printMap(map: Mutagenesis, console: CommandContext['console']): void {
  const { region, interval, bases, readout, value } = map;
  const now = value === undefined ? '' : `, now ${fixed(value, 4)}`;
  console.print(
    `${counted(bases.length, 'base')} of ${formatRegion(region)} (${contextText(map.model, interval)})`,
  );
  console.print(`${describeReadout(readout)}${now}`);
  const rows = largestSubstitutions(map, printed).map(({ base, to, change }) => {
    const place = (region.start + base + 1).toLocaleString('en-US');
    return [place, `${bases[base]}>${to}`, change.toPrecision(3)];
  });
  if (rows.length === 0) return;
  formatTable([['base', 'change', 'readout'], ...rows]).forEach((line) =>
    console.print(`  ${line}`),
  );
}

function summary(map: Mutagenesis, file: { path: string; records: number }) {
  const { changes: _, ...rest } = map;
  return { ...rest, largest: largestSubstitutions(map, printed), file };
}
