import { Command } from 'commander';
import { MegabaseError, type Region } from '../../contract/index.ts';
import { checkOutput } from '../../analysis/export/index.ts';
import { chooseTracks } from '../../model/index.ts';
import { predict as predictRegion } from '../../analysis/predict/index.ts';
import { expectHeadTracks, exportRaw } from '../../analysis/raw/index.ts';
import { loadModel } from '../../library/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import {
  addPredictOptions,
  isRaw,
  predictionSettings,
  type PredictOptions,
} from '../predict-options.ts';
import { refuseInput } from '../refuse-input.ts';
import {
  exportRegions,
  runPredictions,
  type Predicted,
  type Predicting,
} from '../run-predictions.ts';

export const predictFormats = ['bedgraph', 'bigwig', 'bed', 'gff3', 'tsv', 'json', 'safetensors'];

export function predictCommand(context: CommandContext): Command {
  const command = new Command('predict').description(
    'Predict tracks over regions of a genome in one exact pass.',
  );
  return addPredictOptions(command, predictFormats)
    .addHelpText('after', example)
    .action((options: PredictOptions) => predict(options, context));
}

const example = `
Example:
  megabase predict --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks promoter,expression --out chr7.bw`;

/** Predicts regions and writes their tracks. */
export async function predict(options: PredictOptions, context: CommandContext): Promise<void> {
  const model = await loadModel(openLibrary().find(options.model));
  const settings = predictionSettings(options);
  const tracks = chooseTracks(model.model.manifest, settings.tracks);
  await refuseInput(options);
  const raw = isRaw(options);
  if (raw) expectHeadTracks(model, settings.tracks);
  else await checkOutput({ ...options, path: options.out, tracks });
  await runPredictions(options, context, model, (regions, predicting) =>
    raw
      ? writeRaw(regions, options, predicting)
      : exportRegions(regions, options, predicting, (region) =>
          predictRegion(predicting.environment, { ...settings, region }, predicting.signal),
        ),
  );
}

async function writeRaw(
  regions: readonly Region[],
  options: PredictOptions,
  { environment, signal, report }: Predicting,
): Promise<Predicted> {
  const [region] = regions;
  if (region === undefined || regions.length > 1) {
    throw new MegabaseError(
      'usage',
      `A safetensors file holds one region; ${regions.length} were given.`,
    );
  }
  const path = options.out;
  const spec = { ...predictionSettings(options), region, path };
  const { prediction, bytes } = await report(exportRaw(environment, spec, signal));
  const records = region.end - region.start;
  return { predictions: [prediction], files: [{ path, format: 'safetensors', records, bytes }] };
}
