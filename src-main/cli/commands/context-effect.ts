import { Command } from 'commander';
import { defined, MegabaseError, type Region, counted } from '../../contract/index.ts';
import { checkOutput } from '../../analysis/export/index.ts';
import { contextEffect, contextTracks, contextWindow } from '../../analysis/context/index.ts';
import { loadModel } from '../../library/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import { openOutputs } from '../outputs.ts';
import { parseCount } from '../options/index.ts';
import {
  addPredictOptions,
  isRaw,
  predictionInputs,
  predictionSettings,
  exportRegions,
  runPredictions,
  type Predicting,
} from '../predictions/index.ts';
import { curve, type CurveOptions } from './context-curve.ts';
import { withStandardInput } from '../standard-input.ts';

export function contextCommand(context: CommandContext): Command {
  const command = new Command('context')
    .option(
      '--window <BP>',
      "reset the state every BP; with --at, what is read first (default: the model's training context)",
      parseCount,
    )
    .option(
      '--at <GENE|REGION>',
      'context curve: one track at a gene start or a region, as more and more of --region is read round it',
    )
    .option('--targets <GFF3>', 'GFF3 or GTF with the gene of --at');
  return addPredictOptions(command, formats)
    .addHelpText('after', example)
    .action((options: CurveOptions) =>
      options.at === undefined ? predictContext(options, context) : curve(options, context),
    );
}

const formats = ['bedgraph', 'bigwig', 'bed', 'gff3', 'tsv', 'parquet', 'arrow', 'json'];

const example = `
Example:
  megabase context --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks expression --out chr7.bw
  megabase context --fasta genome.fa.gz --region chr7 --model hawk-tutorial \\
    --at MYC --targets genes.gff3 --out myc.tsv`;

async function predictContext(given: CurveOptions, context: CommandContext): Promise<void> {
  const options = withStandardInput(given, ['fasta', 'region']);
  const model = await loadModel(openLibrary().find(options.model));
  const { manifest } = model.model;
  const settings = { ...predictionSettings(options), window: options.window };
  const tracks = contextTracks(manifest, settings.tracks);
  const window = contextWindow(manifest, options.window);
  if (isRaw(options)) {
    throw new MegabaseError(
      'output-format',
      `safetensors is for the raw tensors of a pass; a context effect goes into ${formats.join(', ')}.`,
    );
  }
  const inputs = predictionInputs(options, model);
  const check = () => checkOutput({ ...options, path: options.out, tracks, inputs });
  const replaces = await openOutputs([options.out], check, options, context);
  await runPredictions(options, context, model, (regions, predicting) => {
    const long = options.region.includes('all') ? longerThan(window, regions, predicting) : regions;
    return exportRegions(long, { ...options, replaces }, predicting, (region) =>
      contextEffect(predicting.environment, { ...settings, region }, predicting.signal),
    );
  });
}

/** Of the genome's contigs those that a state is reset in; all where that is none. */
function longerThan(
  window: number,
  regions: readonly Region[],
  { environment, onNote }: Predicting,
): readonly Region[] {
  const lengths = new Map(environment.genome.contigs.map(({ name, length }) => [name, length]));
  const long = regions.filter(({ contig }) => defined(lengths.get(contig)) > window);
  if (long.length === 0 || long.length === regions.length) return regions;
  const bp = window.toLocaleString('en-US');
  const short = counted(regions.length - long.length, 'contig');
  onNote(`Left out: ${short} of at most ${bp} bp, in which no state would be reset.`);
  return long;
}
