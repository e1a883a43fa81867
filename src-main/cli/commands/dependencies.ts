import { Command } from 'commander';
import {
  contextText,
  countDependencies,
  formatBytes,
  formatRegion,
  largestDependencies,
  type DependencyMap,
  fixed,
  counted,
} from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  defaultArc,
  dependencyFormat,
  findDependencies,
  measureDependencies,
  writeDependencyMap,
} from '../../analysis/dependencies/index.ts';
import { planDependencies } from '../../analysis/plan/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary, oneRegion, withEnvironment } from '../environment/index.ts';
import {
  addCacheOptions,
  addComputeOptions,
  addDryRunOption,
  computeSettings,
  flankOption,
  parseNumber,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
} from '../options/index.ts';
import {
  addOverwriteOption,
  modelFolders,
  openOutputs,
  outputName,
  pathsOf,
  type OverwriteOption,
} from '../outputs.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen } from '../plan/index.ts';
import { formatTable } from '../console/index.ts';
import { withStandardInput } from '../standard-input.ts';

interface DependenciesOptions extends ComputeOptions, CacheOptions, OverwriteOption {
  readonly fasta: string;
  readonly region: string;
  readonly flank?: number;
  readonly model: string;
  readonly tolerance: number;
  readonly threshold: number;
  readonly out: string;
  readonly format?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function dependenciesCommand(context: CommandContext): Command {
  const command = new Command('dependencies')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption('--region <R>', 'chr:start-end (1-based, inclusive), up to 5,000 bp')
    .addOption(flankOption())
    .requiredOption('--model <ID|FOLDER>', 'a model with a language-model head, or its folder')
    .addOption(toleranceOption())
    .option(
      '--threshold <X>',
      'bedpe: smallest absolute change in log-odds of a pair',
      parseNumber,
      defaultArc,
    )
    .requiredOption(
      '--out <FILE>',
      'output file: .tsv, .parquet, .arrow, .safetensors (matrix) or .bedpe (pairs); - for standard output',
    )
    .option(
      '--format <X>',
      'tsv, parquet, arrow, safetensors or bedpe (default: by the ending of --out)',
    )
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addDryRunOption(addOverwriteOption(command))))
    .addHelpText('after', example)
    .action((options: DependenciesOptions) => dependencies(options, context));
}

const example = `
The dependency of base j on base i is the largest change of ln(p / (1 - p)) of any
of the four bases at j by any substitution at i (da Silva et al. 2024).

Example:
  megabase dependencies --fasta genome.fa.gz --region chr7:1,000,001-1,000,200 \\
    --flank 2000 --model caduceus-tutorial --out map.tsv`;

async function dependencies(given: DependenciesOptions, context: CommandContext): Promise<void> {
  if (given.dryRun) {
    const foreseen = await foreseeDependencies(given, context);
    printCost(foreseen, { json: given.json, hasShards: false }, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta']);
  const { console } = context;
  const { threshold } = options;
  const format = dependencyFormat(options.out, options.format);
  const model = await loadModel(openLibrary().find(options.model));
  const inputs = [options.fasta, ...modelFolders(model)];
  const check = () => checkOutputs([options.out], inputs);
  const replaces = await openOutputs([options.out], check, options, context);
  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const region = await oneRegion(open.environment, options.region);
    const { flank, tolerance } = options;
    const spec = { region, flank, tolerance, ...computeSettings(options) };
    const events = findDependencies(open.environment, spec, open.signal);
    const map = await reportOn([region]).follow(events);
    const file = await writeDependencyMap(map, options.out, { format, threshold, replaces });
    console.endProgress();
    if (options.json) {
      console.print(JSON.stringify(summary(map, threshold, { path: options.out, ...file })));
    } else {
      printMap(map, threshold, console);
      const what = format === 'bedpe' ? 'pair' : 'row';
      const size = formatBytes(file.bytes);
      console.print(`wrote ${outputName(options.out)}: ${counted(file.records, what)}, ${size}`);
    }
  });
}

/** What a map would take. Errors: those of opening what is read; as `findDependencies` for what is refused. */
async function foreseeDependencies(
  options: DependenciesOptions,
  context: CommandContext,
): Promise<Foreseen> {
  const model = await loadModel(openLibrary().find(options.model));
  const { fasta, flank, tolerance, provider, memory } = options;
  return foreseeIn(options, context, model, async (environment, signal) => {
    const region = await oneRegion(environment, options.region);
    const spec = { region, flank, tolerance, ...computeSettings(options) };
    const tools = { ...environment, signal, emit: () => undefined };
    const size = await measureDependencies(spec, tools);
    const { cache } = environment;
    return {
      run: planDependencies(size, { provider, tolerance }, { model, cache, memory }),
      inputs: [...pathsOf(fasta), ...(await filesAmong([options.region]))],
    };
  });
}

/** Pairs of the table that is printed; the file has them all. */
const printed = 10;

function printMap(map: DependencyMap, threshold: number, console: CommandContext['console']): void {
  const { region, interval, bases } = map;
  console.print(
    `${counted(bases.length, 'base')} of ${formatRegion(region)}, ${counted(countDependencies(map, threshold), 'pair')} ` +
      `of ${threshold} or more (${contextText(map.model, interval)})`,
  );
  const place = (i: number) => `${bases[i]} ${(region.start + i + 1).toLocaleString('en-US')}`;
  const rows = largestDependencies(map, printed).map(({ from, to, value }) => {
    return [place(from), place(to), `${to - from} bp`, fixed(value)];
  });
  if (rows.length === 0) return;
  const header = ['substituted', 'depends', 'distance', 'dependency'];
  formatTable([header, ...rows]).forEach((line) => console.print(`  ${line}`));
}

function summary(map: DependencyMap, threshold: number, file: { path: string; records: number }) {
  const { model, region, interval, tolerance, bases } = map;
  const pairs = countDependencies(map, threshold);
  const largest = largestDependencies(map, printed);
  return { model, region, interval, tolerance, bases, threshold, pairs, largest, file };
}
