import { Command } from 'commander';
import { MegabaseError, type Region } from '../../contract/index.ts';
import { checkOutput, checkOutputs } from '../../analysis/export/index.ts';
import { chooseTracks } from '../../model/index.ts';
import { predict as predictRegion, predictionShard } from '../../analysis/predict/index.ts';
import { expectHeadTracks, exportRaw } from '../../analysis/raw/index.ts';
import { loadModel } from '../../library/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import { planPredictions } from '../../analysis/plan/index.ts';
import { filesAmong, foreseeIn, printCost, type Foreseen, type Plannable } from '../plan/index.ts';
import { openOutputs } from '../outputs.ts';
import {
  addPredictOptions,
  isRaw,
  predictionInputs,
  predictionSettings,
  type PredictOptions,
  exportRegions,
  runPredictions,
  type Predicted,
  type Predicting,
} from '../predictions/index.ts';
import { addShardOptions, type ShardOptions } from '../options/index.ts';
import { withStandardInput } from '../standard-input.ts';

export const predictFormats = [
  ...['bedgraph', 'bigwig', 'bed', 'gff3', 'tsv', 'parquet', 'arrow', 'json', 'safetensors'],
];

export function predictCommand(context: CommandContext): Command {
  const command = new Command('predict');
  return addShardOptions(addPredictOptions(command, predictFormats))
    .addHelpText('after', example)
    .action((options: PredictOptions & ShardOptions) => predictRegions(options, context));
}

const example = `
Example:
  megabase predict --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks promoter,expression --out chr7.bw`;

/** Predicts regions and writes their tracks. */
export async function predictRegions(
  given: PredictOptions & ShardOptions,
  context: CommandContext,
): Promise<void> {
  if (given.dryRun) {
    printCost(await foreseePredict(given, context), given, context.console);
    return;
  }
  const options = withStandardInput(given, ['fasta', 'region']);
  const model = await loadModel(openLibrary().find(options.model));
  const settings = predictionSettings(options);
  const tracks = chooseTracks(model.model.manifest, settings.tracks);
  const raw = isRaw(options);
  const { out: path } = options;
  const inputs = predictionInputs(options, model);
  const check = () => {
    if (!raw) return checkOutput({ ...options, path, tracks, inputs });
    expectHeadTracks(model, settings.tracks);
    return checkOutputs([path], inputs);
  };
  const replaces = await openOutputs([path], check, options, context);
  const { shard, threshold } = options;
  if (raw && shard) {
    throw new MegabaseError('usage', 'A safetensors file holds one region, which is not cut.');
  }
  await runPredictions(options, context, model, async (regions, predicting) => {
    const { environment, signal } = predicting;
    if (raw) return writeRaw(regions, { ...options, replaces }, predicting);
    const cut =
      shard && (await predictionShard(regions, shard, { ...settings, threshold }, environment));
    const { regions: own, part } = cut ?? { regions, part: undefined };
    return exportRegions(own, { ...options, replaces, part }, predicting, (region) =>
      predictRegion(environment, { ...settings, region }, signal),
    );
  });
}

export const plannablePredict: Plannable<PredictOptions & ShardOptions> = {
  make: predictCommand,
  foresee: foreseePredict,
};

/** What a prediction would take. Errors: those of opening what it reads. */
async function foreseePredict(options: PredictOptions, context: CommandContext): Promise<Foreseen> {
  const model = await loadModel(openLibrary().find(options.model));
  const settings = { ...predictionSettings(options), threshold: options.threshold };
  return foreseeIn(options, context, model, async (environment) => {
    const regions = await environment.regions(options.region);
    const run = planPredictions(regions, settings, environment);
    const files = await filesAmong(options.region);
    return { run, inputs: [options.fasta, ...files] };
  });
}

async function writeRaw(
  regions: readonly Region[],
  options: PredictOptions & { readonly replaces: Replaceable },
  { environment, signal, report }: Predicting,
): Promise<Predicted> {
  const [region] = regions;
  if (region === undefined || regions.length > 1) {
    throw new MegabaseError(
      'usage',
      `A safetensors file holds one region; ${regions.length} were given.`,
    );
  }
  const { out: path, replaces } = options;
  const spec = { ...predictionSettings(options), region, path, replaces };
  const { prediction, bytes } = await report(exportRaw(environment, spec, signal));
  const records = region.end - region.start;
  return { predictions: [prediction], files: [{ path, format: 'safetensors', records, bytes }] };
}
