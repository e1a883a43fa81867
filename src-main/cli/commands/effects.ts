import { Command } from 'commander';
import { defaultThreshold, type EffectMap, counted } from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { figureFormat, writeEffectBars } from '../../analysis/figure/index.ts';
import {
  countEffects,
  countReadings,
  effectFormat,
  effectNotes,
  effectReading,
  findEffectsIn,
  writeEffectMaps,
} from '../../analysis/effects/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { knockOutBases, planRows } from '../../analysis/plan/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import {
  describeEffects,
  effectsAsJson,
  addElementOptions,
  addKnockOutOptions,
  addReadingOptions,
  chooseElements,
  knockOutOf,
  readingsOf,
  type ElementOptions,
  type KnockOutOptions,
  type ReadingOptions,
} from '../effects/index.ts';
import { openLibrary, withEnvironment } from '../environment/index.ts';
import {
  addCacheOptions,
  addComputeOptions,
  computeSettings,
  flankOption,
  parseCount,
  parseNumber,
  toleranceOption,
  type CacheOptions,
  type ComputeOptions,
  addShardOptions,
  type ShardOptions,
} from '../options/index.ts';
import {
  pathsOf,
  addOverwriteOption,
  modelFolders,
  openOutputs,
  wroteLine,
  type OverwriteOption,
} from '../outputs.ts';
import { foreseeIn, printCost, filesAmong, type Foreseen, type Plannable } from '../plan/index.ts';
import { withStandardInput } from '../standard-input.ts';

interface EffectsOptions
  extends
    ComputeOptions,
    CacheOptions,
    OverwriteOption,
    ShardOptions,
    ElementOptions,
    KnockOutOptions,
    ReadingOptions {
  readonly fasta: string;
  readonly region: readonly string[];
  readonly flank?: number;
  readonly model: string;
  readonly targets?: string;
  readonly targetTrack?: string;
  readonly background?: number;
  readonly tolerance: number;
  readonly threshold?: number;
  readonly out: string;
  readonly format?: string;
  readonly figure?: string;
  readonly json?: boolean;
}

export function effectsCommand(context: CommandContext): Command {
  const command = new Command('effects')
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption(
      '--region <R...>',
      'chr:start-end (1-based, inclusive), a contig, a BED file, or all: each read by itself',
    )
    .addOption(flankOption())
    .requiredOption(
      '--model <ID|FOLDER>',
      'a model ID from `megabase models list`, or a model folder',
    );
  addElementOptions(command)
    .option(
      '--targets <GFF3>',
      'readout at the TSS of the genes in a GFF3 or GTF file (default: promoters called by the model)',
    )
    .option('--target-track <ID>', 'readout track (default: expression, else promoter)');
  addKnockOutOptions(command).option(
    '--background <N>',
    'compare each element with knock-outs at N random places near it; an effect that rounds to 0 has no percentile',
    parseCount,
  );
  addReadingOptions(command)
    .addOption(toleranceOption())
    .option(
      '--threshold <X>',
      'bedpe and --figure: smallest absolute effect of a link',
      parseNumber,
    )
    .requiredOption(
      '--out <FILE>',
      'output file: .bedpe (links), .tsv, .parquet, .arrow or .json (all pairs), or FOLDER/ for one table a contig; - for standard output',
    )
    .option(
      '--format <X>',
      'bedpe, tsv, parquet, arrow or json (default: by the ending of --out; parquet in a folder)',
    )
    .option(
      '--figure <FILE>',
      'the strongest links as bars, with shuffles, background and other answers: .svg, .pdf or .png',
    )
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addShardOptions(addOverwriteOption(command))))
    .addHelpText('after', example)
    .action((options: EffectsOptions) => effects(options, context));
}

const example = `
Example:
  megabase effects --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --elements enhancers.bed --targets genes.gff3 --out chr7.bedpe`;

async function effects(given: EffectsOptions, context: CommandContext): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseeEffects(given, context), given, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'region', 'elements']);
  const { console } = context;
  const format = effectFormat(options.out, options.format);
  const { figure } = options;
  if (figure !== undefined) figureFormat(figure);
  const outputs = pathsOf(options.out, figure);
  const model = await loadModel(openLibrary().find(options.model));
  const readings = await readingsOf(options);
  const inputs = [
    ...pathsOf(options.fasta, options.elements, options.targets),
    ...options.region,
    ...[model, ...(readings.models ?? [])].flatMap(modelFolders),
  ];
  const check = () => checkOutputs(outputs, inputs);
  const replaces = await openOutputs(outputs, check, options, context);
  const elements = chooseElements(options, model);
  const knockOut = knockOutOf(options);

  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const regions = await open.environment.regions(options.region);
    const { flank, targets, targetTrack, tolerance, background } = options;
    const spec = {
      ...{ regions, flank, elements, targets, targetTrack, knockOut, tolerance, background },
      readings,
      shard: options.shard,
      ...computeSettings(options),
    };
    const reporter = reportOn(regions);
    const maps: EffectMap[] = [];
    const { partOf } = await resultOf(
      findEffectsIn(open.environment, spec, open.signal),
      (event) => {
        if (event.kind === 'partial') maps.push(event.partial);
        else reporter.onEvent(event);
      },
    );
    const { threshold } = options;
    const file = await writeEffectMaps(maps, options.out, {
      ...{ format, threshold, partOf, replaces },
    });
    const least = (map: EffectMap) => threshold ?? defaultThreshold(map);
    const bars = figure !== undefined && {
      path: figure,
      ...(await writeEffectBars(maps, figure, {
        ...{ threshold: least, notes: effectNotes(maps), replaces },
      })),
    };
    console.endProgress();
    if (options.json) {
      const path = { path: options.out, ...file };
      const summary = effectsAsJson(maps, threshold, path, open.notes);
      console.print(JSON.stringify({ ...summary, ...(bars && { figure: bars }) }));
    } else {
      for (const line of describeEffects(maps, threshold)) console.print(line);
      console.print(wroteLine(options.out, counted(file.records, 'record'), file.bytes));
      if (bars) console.print(wroteLine(bars.path, counted(bars.records, 'bar'), bars.bytes));
    }
  });
}

export const plannableEffects: Plannable<EffectsOptions> = {
  make: effectsCommand,
  foresee: foreseeEffects,
};

/** What maps would take. Errors: those of opening what is read. */
async function foreseeEffects(options: EffectsOptions, context: CommandContext): Promise<Foreseen> {
  const model = await loadModel(openLibrary().find(options.model));
  const elements = chooseElements(options, model);
  const { fasta, flank, targets, targetTrack, provider, memory, tolerance } = options;
  const knockOut = knockOutOf(options);
  return foreseeIn(options, context, model, async (environment, signal) => {
    const regions = await environment.regions(options.region);
    const { genome, cache } = environment;
    const lengths = regions.map((region) => {
      const asked = { region, flank, targetTrack };
      const { interval } = effectReading(asked, genome, model.model.manifest);
      return interval.end - interval.start;
    });
    const spec = {
      ...{ regions, flank, elements, targets, targetTrack, knockOut, tolerance },
      ...computeSettings(options),
    };
    const tools = { ...environment, signal, emit: () => undefined };
    const count = await countEffects(spec, tools);
    const longest = Math.max(...lengths);
    const repeats = options.knockout === 'n' ? 1 : options.shuffles;
    const { cost: answers } = countReadings(await readingsOf(options), model);
    // The reference is read to be changed, and before that to find elements.
    const reading = elements.kind === 'track' ? 3 : 2;
    const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
    const isOne = regions.length === 1;
    const each = repeats * (1 + (options.background ?? 0) + answers) * knockOutBases(mean);
    const work = {
      ...{ count, of: isOne ? 'elements' : 'regions', longest },
      ...{ bytesEach: 100_000, isChanged: true },
      shared: isOne ? (reading + answers) * longest : 0,
      each: isOne ? each : (reading + answers) * mean + elementsOfRegion * each,
      notes:
        count === undefined
          ? [
              'Elements are found by the model itself; 1,000 are reckoned with, and fewer take less.',
            ]
          : [],
    };
    const run = planRows(work, provider, { model, cache, memory });
    const files = await filesAmong(options.region);
    return { run, inputs: [...pathsOf(fasta, options.elements, targets), ...files] };
  });
}

/** Elements that are reckoned with in each of several regions. */
const elementsOfRegion = 20;
