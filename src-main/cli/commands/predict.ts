import { Command } from 'commander';
import {
  formatBytes,
  formatRegion,
  MegabaseError,
  type Prediction,
  type Region,
} from '../../contract/index.ts';
import {
  chooseTracks,
  exportPredictions,
  headTracks,
  loadModel,
  predictRegion,
  RawTensorFile,
  type PredictTools,
} from '../../service/index.ts';
import { formatSeconds } from '../console.ts';
import { openLibrary, type CommandContext } from '../context.ts';
import { addComputeOptions, parseAmount, parseNumber, type ComputeOptions } from '../options.ts';
import { openWorkspace } from '../workspace.ts';

interface PredictOptions extends ComputeOptions {
  readonly fasta: string;
  readonly region: readonly string[];
  readonly flank?: number;
  readonly model: string;
  readonly tracks?: string;
  readonly memory?: number;
  readonly cache: string | boolean;
  readonly out: string;
  readonly format?: string;
  readonly threshold?: number;
  readonly json?: boolean;
}

export function predictCommand(context: CommandContext): Command {
  const command = new Command('predict')
    .description(
      'Read a region of a genome through a model, in one exact pass, and write its tracks.',
    )
    .requiredOption('--fasta <F>', 'genome: FASTA, plain or bgzip, with or without an index')
    .requiredOption(
      '--region <R...>',
      'chr:start-end (1-based, both included), a whole contig, or a BED file',
    )
    .option(
      '--flank <BP>',
      "bp read on each side too (default: fills the model's context)",
      parseAmount,
    )
    .requiredOption('--model <ID|FOLDER>', 'a model of `megabase models list`, or its folder')
    .option('--tracks <A,B>', "tracks to write (default: all of the model's head)")
    .requiredOption('--out <FILE>', 'file to write; several tracks as bigWig: one file each')
    .option(
      '--format <X>',
      'bedgraph, bigwig, bed, gff3, tsv, json, safetensors (default: by the ending of --out)',
    )
    .option(
      '--threshold <X>',
      'bed and gff3: regions where a track reaches this value',
      parseNumber,
    )
    .option(
      '--memory <BYTES>',
      'most memory to compute in, as 1.5G (default: what is free)',
      parseAmount,
    )
    .option('--cache <DIR>', 'where predictions are kept')
    .option('--no-cache', 'look up and keep nothing')
    .option('--json', 'print the summary as JSON');
  return addComputeOptions(command)
    .addHelpText('after', example)
    .action((options: PredictOptions) => predict(options, context));
}

const example = `
Example:
  megabase predict --fasta genome.fa.gz --region chr7:1,000,001-2,000,000 \\
    --model hawk-tutorial --tracks promoter,expression --out chr7.bw`;

async function predict(options: PredictOptions, context: CommandContext): Promise<void> {
  const { console, signal } = context;
  const notes: string[] = [];
  const onNote = (note: string) => {
    notes.push(note);
    console.note(`note: ${note}`);
  };
  const model = await loadModel(openLibrary().find(options.model));
  const tracks = options.tracks?.split(',').map((name) => name.trim());
  chooseTracks(model.model.manifest, tracks);
  const workspace = await openWorkspace(options, { onNote, signal });
  try {
    const regions = await workspace.regions(options.region);
    const tools: PredictTools = {
      ...workspace,
      model,
      signal,
      listener: {
        onInterval: (region, interval, fromCache) => {
          const what = fromCache ? 'from the cache' : 'read as one';
          const flanks = `flanks ${bp(region.start - interval.start)} and ${bp(interval.end - region.end)}`;
          console.note(
            `${what}: ${formatRegion(interval)} (${flanks}) with ${model.identity.name}`,
          );
        },
        onBegun: ({ provider, providerNote, chunk, chunks, resumedSweeps }) => {
          if (providerNote) onNote(providerNote);
          if (resumedSweeps > 0) onNote(`going on after ${resumedSweeps} sweeps done before`);
          console.note(
            `on ${provider}, ${options.threads} threads, ${chunks} chunks of ${bp(chunk)}`,
          );
        },
        onProgress: (progress) => console.progress(regions.title, progress),
        onNote,
      },
    };
    const settings = { ...options, tracks };
    const result = isRaw(options)
      ? await predictRaw(regions.list, settings, options.out, tools)
      : await predictTracks(regions.list, settings, options, tools);
    console.endProgress();
    const { predictions, files } = result;
    if (options.json) {
      console.print(JSON.stringify({ predictions: predictions.map(summary), files, notes }));
    } else {
      for (const prediction of predictions) console.print(summaryLine(prediction));
      for (const file of files) {
        console.print(`wrote ${file.path} (${describeFile(file)})`);
      }
    }
  } finally {
    console.endProgress();
    await workspace.close();
  }

  async function predictTracks(
    regions: readonly Region[],
    settings: Parameters<typeof predictRegion>[1],
    { out, format, threshold }: PredictOptions,
    tools: PredictTools,
  ) {
    const predictions: Prediction[] = [];
    for (const region of regions) predictions.push(await predictRegion(region, settings, tools));
    const { contigs } = tools.fasta;
    const request = { predictions, contigs, path: out, format, threshold, signal };
    return { predictions, files: await exportPredictions(request) };
  }
}

function isRaw({ out, format }: PredictOptions): boolean {
  return format === undefined ? out.endsWith('.safetensors') : format === 'safetensors';
}

async function predictRaw(
  regions: readonly Region[],
  settings: Parameters<typeof predictRegion>[1],
  path: string,
  tools: PredictTools,
) {
  const [region] = regions;
  if (region === undefined || regions.length > 1) {
    throw new MegabaseError(
      'usage',
      `A safetensors file holds one region; ${regions.length} were given.`,
    );
  }
  const contigLength = tools.fasta.contigs.find(({ name }) => name === region.contig)!.length;
  const head = headTracks(tools.model.model.manifest);
  const wanted = head.filter(({ id }) => settings.tracks?.includes(id) ?? true);
  const file = await RawTensorFile.create(path, tools.model, { region, contigLength }, wanted);
  try {
    const names = wanted.map(({ id }) => id);
    const prediction = await predictRegion(
      region,
      { ...settings, tracks: names },
      tools,
      file.sink,
    );
    const bytes = await file.finish(prediction.tracks);
    const records = region.end - region.start;
    return { predictions: [prediction], files: [{ path, format: 'safetensors', records, bytes }] };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function bp(length: number): string {
  return `${Math.max(0, length).toLocaleString('en-US')} bp`;
}

function summary({ run, region, fromCache }: Prediction) {
  return { region: formatRegion(region), ...run, interval: formatRegion(run.interval), fromCache };
}

function summaryLine({ run, region, fromCache }: Prediction): string {
  const bases = run.interval.end - run.interval.start;
  const how = fromCache
    ? `from the cache, computed ${run.createdAt.slice(0, 10)}`
    : `${formatSeconds(run.seconds)}, ${Math.round(bases / run.seconds).toLocaleString('en-US')} bp/s`;
  return (
    `${formatRegion(region)} (read as one: ${formatRegion(run.interval)}) · ${run.model.name} ` +
    `${run.model.version} on ${run.provider} · ${how}, peak memory ${formatBytes(run.peakBytes)}`
  );
}

function describeFile(file: {
  format: string;
  track?: string | undefined;
  records: number;
  bytes: number;
  leftOut?: number;
}): string {
  const parts = [
    file.format,
    ...(file.track ? [file.track] : []),
    `${file.records.toLocaleString('en-US')} records`,
    formatBytes(file.bytes),
    ...(file.leftOut ? [`${file.leftOut} bins of overlapping regions left out`] : []),
  ];
  return parts.join(', ');
}
