import { allotment } from '../../home/index.ts';
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  autoCache,
  mostThreads,
  type CacheChoice,
  type ComputeSettings,
} from '../../analysis/environment/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import {
  MegabaseError,
  providers,
  scanChoices,
  spillChoices,
  type ProviderChoice,
  type ScanChoice,
  type SpillChoice,
  defined,
} from '../../contract/index.ts';
import { addRunOptions } from './run-options.ts';

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** A whole number as people write it: `1000000`, `1,000,000`, `500k`, `1.5M`. */
export function parseAmount(text: string): number {
  const match = /^(\d[\d,_]*(?:\.\d+)?)\s*([kmgt]?)b?p?$/i.exec(text.trim());
  const exact =
    match === null
      ? NaN
      : Number(defined(match[1]).replaceAll(/[,_]/g, '')) *
        defined(factors[defined(match[2]).toLowerCase()]);
  // 1.1 times a million is not quite whole in binary.
  const value = Math.round(exact);
  if (!Number.isSafeInteger(value) || Math.abs(exact - value) > 1e-6) {
    throw new InvalidArgumentError('Expected a whole number such as 4096, 12,288, 500k or 1.5M.');
  }
  return value;
}

export function parseCount(text: string): number {
  const value = parseAmount(text);
  if (value < 1) throw new InvalidArgumentError('Expected at least 1.');
  return value;
}

export function parseThreads(text: string): number {
  const value = parseCount(text);
  if (value > mostThreads) {
    throw new InvalidArgumentError(`Expected at most ${mostThreads} on this machine.`);
  }
  return value;
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number such as 0.5.');
  }
  return value;
}

/** How far states may be off: any number above 0. */
function parseTolerance(text: string): number {
  const value = parseNumber(text);
  if (value <= 0) throw new InvalidArgumentError('Expected more than 0.');
  return value;
}

/** Of commands that run whole passes. */
export interface SpillOption {
  readonly spill: SpillChoice;
}

export function addSpillOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--spill <S>',
      'spill activations that do not fit in memory to files in the cache folder',
    )
      .choices(spillChoices)
      .default('auto'),
  );
}

export function flankOption(): Option {
  return new Option(
    '--flank <BP>',
    "flanking bp read on each side (default: fills the model's context; models in tiles need their margin)",
  ).argParser(parseAmount);
}

/** Of commands that recompute what a change of the sequence alters. */
export function toleranceOption(): Option {
  return new Option(
    '--tolerance <T>',
    'recomputation stops where hidden states deviate by no more than this share of their size',
  )
    .argParser(parseTolerance)
    .default(defaultTolerance);
}

/** Of commands that keep what they compute. */
export interface CacheOptions {
  /** Bytes. */
  readonly memory?: number;
  /** A folder, `auto`, or `false`; the usual folder where absent. */
  readonly cache?: string | boolean;
  readonly cacheFrom?: readonly string[];
}

/** The cache that a command is to work with. */
export function cacheChoice({ cache = true, cacheFrom }: CacheOptions): CacheChoice {
  return { cache, cacheFrom };
}

/** Of commands that look after a cache, which is a folder. */
export function cacheFolderOption(): Option {
  return new Option('--cache <DIR>', 'cache folder').argParser((text) => {
    if (text !== autoCache) return text;
    throw new InvalidArgumentError('Expected a folder; one of this name is ./auto.');
  });
}

export function addCacheOptions(command: Command): Command {
  return command
    .option(
      '--memory <BYTES>',
      'memory limit for the pass, e.g. 1.5G (default: four fifths of free memory)',
      parseAmount,
    )
    .option(
      '--cache <DIR>',
      'cache folder; auto: the usual one, or one for this command in TMPDIR where that is on a network disk',
    )
    .option('--no-cache', 'do not read or write the cache, and keep nothing')
    .option(
      '--cache-from <DIR>',
      'another cache to read and never write, such as one on a shared disk; repeatable',
      (folder: string, others: readonly string[] | undefined) => [...(others ?? []), folder],
    );
}

/** How to compute, as every command that runs a model takes it. */
export interface ComputeOptions {
  readonly chunk?: number;
  readonly threads: number;
  readonly provider: ProviderChoice;
  readonly scan: ScanChoice;
}

/** A terminal shows no more than this, milliseconds. */
const progressEvery = 100;

/** Those options, as an analysis takes them. */
export function computeSettings(
  options: ComputeOptions & { readonly memory?: number },
): ComputeSettings {
  const { chunk, threads, provider, scan, memory } = options;
  return { chunk, threads, provider, scan, memory, progressEvery };
}

export function addComputeOptions(command: Command): Command {
  return addDeviceOptions(
    command.option(
      '--chunk <N>',
      'tokens per chunk of a pass; results do not depend on it (default: chosen from model and memory)',
      parseCount,
    ),
  );
}

/** Makes `--device 1` the provider `cuda:1`: other providers take the system's first card. */
function chooseCard(command: Command): void {
  const { device, provider } = command.opts<{ device?: number; provider: ProviderChoice }>();
  if (device === undefined) return;
  if (provider !== 'auto' && provider !== 'cuda') {
    throw new MegabaseError(
      'usage',
      provider === 'cpu'
        ? '--device chooses a GPU, and --provider cpu uses none.'
        : `--device chooses among NVIDIA cards for CUDA; ${provider} takes the card that the system ` +
            "puts first, which is chosen in the system's settings.",
    );
  }
  command.setOptionValue('provider', `cuda:${device}`);
}

/** Without the chunk, of commands that read windows, which are chunks themselves. */
export function addDeviceOptions(command: Command): Command {
  const choices = ['auto', ...providers];
  return addRunOptions(command)
    .hook('preAction', (_, action) => chooseCard(action))
    .addOption(
      new Option(
        '--device <N>',
        'NVIDIA card to use, as nvidia-smi numbers them (implies cuda)',
      ).argParser(parseAmount),
    )
    .option(
      '--threads <N>',
      'number of threads (default: all that the machine, a control group or a scheduler leaves)',
      parseThreads,
      allotment().threads.amount,
    )
    .addOption(
      new Option(
        '--provider <P>',
        'ONNX Runtime provider; auto takes the fastest whose numbers are right, by one layer of the model',
      )
        .choices(choices)
        .default('auto'),
    )
    .addOption(
      new Option(
        '--scan <S>',
        'how recurrences are computed on the CPU; auto: the native kernel where it is built',
      )
        .choices(scanChoices)
        .default('auto'),
    );
}
