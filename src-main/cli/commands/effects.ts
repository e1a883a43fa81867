import { Command } from 'commander';
import {
  basisText,
  contextText,
  defaultThreshold,
  formatBytes,
  formatRegion,
  linksOf,
  type EffectLink,
  type EffectMap,
  defined,
} from '../../contract/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import {
  countEffects,
  effectFormat,
  effectReading,
  findEffectsIn,
  writeEffectMaps,
} from '../../analysis/effects/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import { knockOutBases, planRows } from '../../analysis/plan/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import {
  addElementOptions,
  addKnockOutOptions,
  chooseElements,
  knockOutOf,
  type ElementOptions,
  type KnockOutOptions,
} from '../element-options.ts';
import { openLibrary } from '../open-library.ts';
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
} from '../options.ts';
import {
  pathsOf,
  addOverwriteOption,
  modelFolders,
  openOutputs,
  outputName,
  type OverwriteOption,
} from '../outputs.ts';
import { foreseeIn, printCost, filesAmong, type Foreseen, type Plannable } from '../plan/index.ts';
import { addShardOptions, type ShardOptions } from '../shard-options.ts';
import { formatTable } from '../table.ts';
import { withEnvironment } from '../with-environment.ts';
import { countOf } from '../wording.ts';
import { withStandardInput } from '../standard-input.ts';

interface EffectsOptions
  extends
    ComputeOptions,
    CacheOptions,
    OverwriteOption,
    ShardOptions,
    ElementOptions,
    KnockOutOptions {
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
  addKnockOutOptions(command)
    .option(
      '--background <N>',
      'compare each element with knock-outs at N random places near it; an effect that rounds to 0 has no percentile',
      parseCount,
    )
    .addOption(toleranceOption())
    .option('--threshold <X>', 'bedpe: smallest absolute effect of a link', parseNumber)
    .requiredOption(
      '--out <FILE>',
      'output file: .bedpe (links), .tsv, .parquet, .arrow or .json (all pairs), or FOLDER/ for one table a contig; - for standard output',
    )
    .option(
      '--format <X>',
      'bedpe, tsv, parquet, arrow or json (default: by the ending of --out; parquet in a folder)',
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
  const model = await loadModel(openLibrary().find(options.model));
  const inputs = [
    ...pathsOf(options.fasta, options.elements, options.targets),
    ...options.region,
    ...modelFolders(model),
  ];
  const check = () => checkOutputs([options.out], inputs);
  const replaces = await openOutputs([options.out], check, options, context);
  const elements = chooseElements(options, model);
  const knockOut = knockOutOf(options);

  await withEnvironment(options, context, model, async ({ reportOn, ...open }) => {
    const regions = await open.environment.regions(options.region);
    const { flank, targets, targetTrack, tolerance, background } = options;
    const spec = {
      ...{ regions, flank, elements, targets, targetTrack, knockOut, tolerance, background },
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
    console.endProgress();
    if (options.json) {
      const all = maps.map((map) => summary(map, threshold ?? defaultThreshold(map)));
      const path = { path: options.out, ...file };
      const shown =
        all.length === 1 ? { ...defined(all[0]), file: path } : { maps: all, file: path };
      console.print(JSON.stringify({ ...shown, notes: [...open.notes] }));
    } else {
      if (maps.length > 1) printMaps(maps, threshold, console);
      else printMap(defined(maps[0]), threshold ?? defaultThreshold(defined(maps[0])), console);
      const size = formatBytes(file.bytes);
      console.print(
        `wrote ${outputName(options.out)}: ${countOf(file.records, 'record')}, ${size}`,
      );
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
    // The reference is read to be changed, and before that to find elements.
    const reading = elements.kind === 'track' ? 3 : 2;
    const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
    const isOne = regions.length === 1;
    const each = repeats * (1 + (options.background ?? 0)) * knockOutBases(mean);
    const work = {
      ...{ count, of: isOne ? 'elements' : 'regions', longest, bytesEach: 100_000 },
      shared: isOne ? reading * longest : 0,
      each: isOne ? each : reading * mean + elementsOfRegion * each,
      notes:
        count === undefined
          ? ['Elements are found by the model itself; 1,000 are reckoned with.']
          : [],
    };
    const run = planRows(work, provider, { model, cache, memory });
    const files = await filesAmong(options.region);
    return { run, inputs: [...pathsOf(fasta, options.elements, targets), ...files] };
  });
}

/** Elements that are reckoned with in each of several regions. */
const elementsOfRegion = 20;

/** Of several regions a line each. */
function printMaps(
  maps: readonly EffectMap[],
  threshold: number | undefined,
  console: CommandContext['console'],
): void {
  const rows = maps.map((map) => [
    formatRegion(map.interval),
    String(map.elements.length),
    String(map.targets.length),
    String(linksOf(map, threshold ?? defaultThreshold(map)).length),
  ]);
  const header = ['read', 'elements', 'targets', 'links'];
  formatTable([header, ...rows.slice(0, printed)]).forEach((line) => console.print(`  ${line}`));
  if (rows.length > printed) console.print(`  and ${rows.length - printed} more`);
}

/** Rows of the table that is printed; the file has them all. */
const printed = 10;

function printMap(map: EffectMap, threshold: number, console: CommandContext['console']): void {
  const links = linksOf(map, threshold);
  const { elements, targets, track, interval } = map;
  console.print(
    `${countOf(elements.length, 'element')}, ${countOf(targets.length, 'target')}, ` +
      `${countOf(links.length, 'link')} of ${threshold} or more in ${track.label} ` +
      `(${contextText(map.model, interval)})`,
  );
  if (map.basis) console.print(`${map.model.name}: ${basisText(map.basis)}`);
  const rows = links
    .slice(0, printed)
    .map(({ element, target, value, effect, distance, spread, background }) => [
      defined(elements[element]).name,
      defined(targets[target]).name,
      `${distance.toLocaleString('en-US')} bp`,
      value.toFixed(3),
      (value + effect).toFixed(3),
      effect.toFixed(3),
      ...(spread ? [`${spread.low.toFixed(3)} to ${spread.high.toFixed(3)}`] : []),
      ...(background ? backgroundCells(background) : []),
    ]);
  if (rows.length === 0) return;
  const header = [
    ...['element', 'target', 'distance', 'value', 'without it', 'effect'],
    ...(map.spread ? ['shuffles'] : []),
    ...(map.background ? ['background', 'percentile'] : []),
  ];
  formatTable([header, ...rows]).forEach((line) => console.print(`  ${line}`));
  if (links.length > printed) console.print(`  and ${links.length - printed} more`);
}

function backgroundCells({
  mean,
  deviation,
  percentile,
}: NonNullable<EffectLink['background']>): string[] {
  if (Number.isNaN(mean)) return ['-', '-'];
  // One place has no deviation.
  const around = Number.isNaN(deviation) ? '' : ` ± ${deviation.toFixed(3)}`;
  // An effect that rounds to nothing has no percentile.
  return [`${mean.toFixed(3)}${around}`, Number.isNaN(percentile) ? '-' : percentile.toFixed(1)];
}

function summary(map: EffectMap, threshold: number) {
  const { values, effects, elements, targets, spread, background, ...rest } = map;
  const places = background && { background: { places: background.places } };
  const counts = { elements: elements.length, targets: targets.length, threshold };
  return { ...rest, ...counts, ...places, links: linksOf(map, threshold).length };
}
