import { Command } from 'commander';
import { MegabaseError, type Region } from '../../contract/index.ts';
import { checkOutput, checkOutputs } from '../../analysis/export/index.ts';
import { chooseTracks } from '../../model/index.ts';
import { predict as predictRegion } from '../../analysis/predict/index.ts';
import { expectHeadTracks, exportRaw } from '../../analysis/raw/index.ts';
import { loadModel } from '../../library/index.ts';
import type { Replaceable } from '../../formats/output/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../open-library.ts';
import { openOutputs } from '../outputs.ts';
import {
  addPredictOptions,
  isRaw,
  predictionInputs,
  predictionSettings,
  type PredictOptions,
} from '../predict-options.ts';
import {
  exportRegions,
  runPredictions,
  type Predicted,
  type Predicting,
} from '../run-predictions.ts';
import { withStandardInput } from '../standard-input.ts';

export const predictFormats = ['bedgraph', 'bigwig', 'bed', 'gff3', 'tsv', 'json', 'safetensors'];

export function predictCommand(context: CommandContext): Command {
  const command = new Command('predict');
  return addPredictOptions(command, predictFormats)
    .addHelpText('after', example)
    .action((options: PredictOptions) => predict(options, context));
}

const example = `
Example:
  megabase predict --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks promoter,expression --out chr7.bw`;

/** Predicts regions and writes their tracks. */
export async function predict(given: PredictOptions, context: CommandContext): Promise<void> {
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
  await runPredictions(options, context, model, (regions, predicting) =>
    raw
      ? writeRaw(regions, { ...options, replaces }, predicting)
      : exportRegions(regions, { ...options, replaces }, predicting, (region) =>
          predictRegion(predicting.environment, { ...settings, region }, predicting.signal),
        ),
  );
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
