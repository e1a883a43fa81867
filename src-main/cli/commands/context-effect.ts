import { Command } from 'commander';
import { MegabaseError } from '../../contract/index.ts';
import { checkOutput } from '../../analysis/export/index.ts';
import { contextEffect, contextTracks, contextWindow } from '../../analysis/context/index.ts';
import { loadModel } from '../../library/index.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { parseCount } from '../options.ts';
import {
  addPredictOptions,
  isRaw,
  predictionSettings,
  type PredictOptions,
} from '../predict-options.ts';
import { refuseInput } from '../refuse-input.ts';
import { exportRegions, runPredictions } from '../run-predictions.ts';

interface ContextOptions extends PredictOptions {
  readonly window?: number;
}

export function contextCommand(context: CommandContext): Command {
  const command = new Command('context')
    .description(
      'Context effect: the prediction with full context minus the prediction with the state reset every window.',
    )
    .option(
      '--window <BP>',
      "reset the state every BP (default: the model's training context)",
      parseCount,
    );
  return addPredictOptions(command, formats)
    .addHelpText('after', example)
    .action((options: ContextOptions) => predictContext(options, context));
}

const formats = ['bedgraph', 'bigwig', 'bed', 'gff3', 'tsv', 'json'];

const example = `
Example:
  megabase context --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks expression --out chr7.bw`;

async function predictContext(options: ContextOptions, context: CommandContext): Promise<void> {
  const model = await loadModel(openLibrary().find(options.model));
  const { manifest } = model.model;
  const settings = { ...predictionSettings(options), window: options.window };
  const tracks = contextTracks(manifest, settings.tracks);
  contextWindow(manifest, options.window);
  await refuseInput(options);
  if (isRaw(options)) {
    throw new MegabaseError(
      'output-format',
      `safetensors is for the raw tensors of a pass; a context effect goes into ${formats.join(', ')}.`,
    );
  }
  await checkOutput({ ...options, path: options.out, tracks });
  await runPredictions(options, context, model, (regions, predicting) =>
    exportRegions(regions, options, predicting, (region) =>
      contextEffect(predicting.environment, { ...settings, region }, predicting.signal),
    ),
  );
}
