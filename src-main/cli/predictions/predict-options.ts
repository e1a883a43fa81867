import type { Command } from 'commander';
import type { LoadedModel } from '../../library/index.ts';
import { addOverwriteOption, modelFolders, type OverwriteOption } from '../outputs.ts';
import {
  addCacheOptions,
  addComputeOptions,
  addSpillOption,
  computeSettings,
  flankOption,
  parseNumber,
  type CacheOptions,
  type ComputeOptions,
  type SpillOption,
} from '../options/index.ts';

/** Files that are read for a prediction. */
export function predictionInputs({ fasta, region }: PredictOptions, model: LoadedModel): string[] {
  return [fasta, ...region, ...modelFolders(model)];
}

/** What to read and where to write it, as the commands take it that write tracks. */
export interface PredictOptions extends ComputeOptions, CacheOptions, SpillOption, OverwriteOption {
  readonly fasta: string;
  readonly region: readonly string[];
  readonly flank?: number;
  readonly model: string;
  readonly tracks?: string;
  readonly out: string;
  readonly format?: string;
  readonly threshold?: number;
  readonly json?: boolean;
}

/**
 * @param formats names that `--format` takes
 * @param named what else names the model: `--model` is asked for where that is absent
 */
export function addPredictOptions(
  command: Command,
  formats: readonly string[],
  named?: { readonly model: string },
): Command {
  const withPlace = command
    .requiredOption(
      '--fasta <F>',
      'genome: FASTA (plain or bgzip, with or without an index) or 2bit',
    )
    .requiredOption(
      '--region <R...>',
      'chr:start-end (1-based, inclusive), a whole contig, a BED file, or all for the whole genome',
    )
    .addOption(flankOption());
  const withModel = named
    ? withPlace.option('--model <ID|FOLDER>', named.model)
    : withPlace.requiredOption(
        '--model <ID|FOLDER>',
        'a model ID from `megabase models list`, or a model folder',
      );
  const withOptions = withModel
    .option('--tracks <A,B>', "tracks to write (default: all of the model's head)")
    .requiredOption(
      '--out <FILE>',
      'output file, - for standard output; bigWig: one file per track; FOLDER/: one table a contig',
    )
    .option(
      '--format <X>',
      `${formats.join(', ')} (default: by the ending of --out; parquet in a folder)`,
    )
    .option(
      '--threshold <X>',
      'bed, gff3: call regions where a track reaches this value (default: 0.5 for probabilities)',
      parseNumber,
    )
    .option('--json', 'print a JSON summary');
  return addComputeOptions(addCacheOptions(addSpillOption(addOverwriteOption(withOptions))));
}

/** What is asked for besides the region. */
export function predictionSettings(options: PredictOptions) {
  const tracks = options.tracks?.split(',').map((name) => name.trim());
  return { ...computeSettings(options), flank: options.flank, spill: options.spill, tracks };
}

/** Raw tensors come from the engine while it runs, so they are written by another way. */
export function isRaw({ out, format }: Pick<PredictOptions, 'out' | 'format'>): boolean {
  return format === undefined
    ? out.toLowerCase().endsWith('.safetensors')
    : format.toLowerCase() === 'safetensors';
}
