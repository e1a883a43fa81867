import { defined, headTrackRoles, type ProbeReport } from '../../contract/index.ts';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { openEnvironment } from '../../analysis/environment/index.ts';
import { checkOutputs } from '../../analysis/export/index.ts';
import { figureFormat, writeCharts, type Charts } from '../../analysis/figure/index.ts';
import { resultOf } from '../../analysis/events/index.ts';
import {
  expectHeadId,
  expectNoHead,
  fitProbe,
  isHeadId,
  type NewHead,
} from '../../analysis/probe/index.ts';
import { loadModel, type LoadedModel } from '../../library/index.ts';
import { indexedFile } from '../../formats/bytes/index.ts';
import type { CommandContext } from '../context.ts';
import { openLibrary } from '../environment/index.ts';
import { FitReporter, probeLines } from '../reporters/index.ts';
import {
  addCacheOptions,
  cacheChoice,
  addComputeOptions,
  computeSettings,
  flankOption,
  parseCount,
  type CacheOptions,
  type ComputeOptions,
} from '../options/index.ts';
import { openNotes } from '../console/index.ts';
import { addPredictOptions, type PredictOptions } from '../predictions/index.ts';
import {
  addOverwriteOption,
  modelFolders,
  openOutputs,
  pathsOf,
  wroteLine,
  type OverwriteOption,
} from '../outputs.ts';
import { predictRegions, predictFormats } from './predict.ts';

interface FitOptions extends ComputeOptions, CacheOptions, OverwriteOption {
  readonly figure?: string;
  readonly fasta: string;
  readonly model: string;
  readonly labels: string;
  readonly out: string;
  readonly name?: string;
  readonly role?: NewHead['role'];
  readonly bin?: number;
  readonly regions?: readonly string[];
  readonly holdOut?: string;
  readonly byName?: boolean;
  readonly emptyIsZero?: boolean;
  readonly log?: boolean;
  readonly flank?: number;
  readonly json?: boolean;
}

export function probeCommand(context: CommandContext): Command {
  const probe = new Command('probe');
  const fitCommand = probe
    .command('fit')
    .description(
      'Fit a probe to labels from BED, bigWig, BAM or CRAM, and evaluate it on held-out contigs.',
    )
    .requiredOption(
      '--model <ID|FOLDER>',
      'a model ID from `megabase models list`, or a model folder',
    )
    .requiredOption('--fasta <F>', 'genome: FASTA (plain or bgzip) or 2bit')
    .requiredOption(
      '--labels <FILE>',
      'BED (classes), bigWig (values), BAM or CRAM (coverage; FILE##idx##INDEX where the index lies elsewhere)',
    )
    .requiredOption('--out <ID|FOLDER>', 'ID for the head in the library, or a new folder')
    .option('--name <TEXT>', 'display name of its tracks (default: its ID)')
    .addOption(new Option('--role <R>', 'role of its track').choices(headTrackRoles))
    .option('--bin <BP>', "bin size (default: the model's own, else 128)", parseCount)
    .option('--regions <R...>', 'use only bins in these regions (or BED file)')
    .option(
      '--hold-out <A,B>',
      'contigs to hold out for evaluation (default: a small one, else a fifth)',
    )
    .option('--by-name', 'BED: one class, and one track, per name in column 4')
    .option('--empty-is-zero', 'bigWig: bases without a value count as 0')
    .option('--log', 'bigWig, BAM, CRAM: fit ln(1 + value)')
    .addOption(flankOption())
    .option('--figure <FILE>', 'write the charts of its tracks: .svg, .pdf or .png')
    .option('--json', 'print a JSON report');
  addComputeOptions(addCacheOptions(addOverwriteOption(fitCommand)))
    .addHelpText('after', notes)
    .action((options: FitOptions) => fit(options, context));

  const applyCommand = probe
    .command('apply')
    .description('Predict with a probe: `megabase predict` with the model it was fitted on.')
    .requiredOption('--head <ID|FOLDER>', 'a head ID from `megabase heads list`, or a head folder');
  addPredictOptions(applyCommand, predictFormats, {
    model: "the head's model, if it is not in the library",
  }).action((options: ApplyOptions) => apply(options, context));
  return probe;
}

const notes = `
BED: bins that overlap a feature are positive; all other bins on the contigs the file
names (or in --regions) are negative, except bins of half or more N, which are skipped.
bigWig: the mean of the bases that have a value. BAM and CRAM: mean coverage.

Example:
  megabase probe fit --model hawk-tutorial --fasta genome.fa.gz \\
    --labels peaks.bed --hold-out chr2 --out my-peaks
  megabase predict --model hawk-tutorial+my-peaks --tracks my-peaks \\
    --fasta genome.fa.gz --region chr7 --out chr7.bw`;

const usualBin = 128;

async function fit(options: FitOptions, context: CommandContext): Promise<void> {
  const { console, signal, startComputeProcess } = context;
  const { onNote } = openNotes(console);
  const library = openLibrary();
  const model = await loadModel(library.find(options.model));
  const isId = isHeadId(options.out);
  const folder = isId ? join(library.heads.folder, options.out) : options.out;
  const id = basename(folder);
  expectHeadId(id, `--out ${options.out}`);
  expectNoHead(folder);
  if (options.figure !== undefined) figureFormat(options.figure);
  const outputs = pathsOf(options.figure);
  const inputs = [options.fasta, options.labels, ...modelFolders(model)];
  const replaces = await openOutputs(
    outputs,
    () => checkOutputs(outputs, inputs),
    options,
    context,
  );

  context.record?.onModel(model.identity);
  const environment = await openEnvironment(
    { fasta: options.fasta, ...cacheChoice(options) },
    { onNote, signal, startComputeProcess },
  );
  try {
    const { byName, emptyIsZero, log, flank } = options;
    const { path: labels, index } = indexedFile(options.labels);
    const spec = {
      ...{ ...computeSettings(options), labels, index, byName, emptyIsZero, log, flank },
      bin: options.bin ?? model.model.ownManifest.outputs.find(isTracks)?.bin ?? usualBin,
      regions: options.regions && (await environment.regions(options.regions)),
      holdOut: options.holdOut?.split(',').map((name) => name.trim()),
      head: { folder, id, name: options.name ?? id, role: options.role },
    };
    const reporter = new FitReporter(options.threads, console, onNote);
    const events = fitProbe({ ...environment, model }, spec, signal);
    const { report, head } = await resultOf(events, (event) => reporter.onEvent(event));
    console.endProgress();
    const { figure } = options;
    const bytes =
      figure === undefined ? 0 : await writeCharts(figureOf(report, model), figure, { replaces });
    const use = `${options.model}+${isId ? id : folder}`;
    const written = defined(head).folder;
    if (options.json) {
      console.print(JSON.stringify({ ...report, head: { id, folder: written }, use }));
    } else {
      probeLines(report).forEach((line) => console.print(line));
      if (figure !== undefined) console.print(wroteLine(figure, 'charts', bytes));
      console.print(`wrote ${written}: use it as --model ${use}`);
    }
  } finally {
    console.endProgress();
    await environment.close();
  }
}

function isTracks<T extends { readonly kind: string }>(
  output: T,
): output is Extract<T, { kind: 'tracks' }> {
  return output.kind === 'tracks';
}

interface ApplyOptions extends Omit<PredictOptions, 'model'> {
  readonly head: string;
  readonly model?: string;
}

async function apply(options: ApplyOptions, context: CommandContext): Promise<void> {
  const { manifest } = openLibrary().heads.find(options.head);
  const model = `${options.model ?? manifest.model.id}+${options.head}`;
  const own = manifest.outputs.flatMap((output) => (isTracks(output) ? output.tracks : []));
  const tracks = options.tracks ?? own.map(({ id }) => id).join(',');
  await predictRegions({ ...options, model, tracks }, context);
}

/** The charts of each track. */
function figureOf(
  { labels, bin, heldOut, tracks }: ProbeReport,
  { identity }: LoadedModel,
): Charts {
  return {
    title: `Probe for ${labels}, ${bin} bp bins, on ${heldOut} (held out)`,
    sections: tracks.map((track) => ({ title: track.label, measures: track })),
    ...{ model: identity, inputs: [{ key: 'labels', text: labels }] },
  };
}
