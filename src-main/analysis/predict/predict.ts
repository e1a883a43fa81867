import {
  formatRegion,
  MegabaseError,
  type PassProgress,
  type Prediction,
  type ProviderChoice,
  type Region,
  type RunInfo,
  type ScanChoice,
  type SpillChoice,
  type TrackValues,
} from '../../contract/index.ts';
import { type PredictionCache, claimPassFolder, claimScratchFolder } from '../../cache/index.ts';
import {
  computePass,
  engineVersion,
  type PassBegun,
  type PassJob,
  type RawValues,
  type StartComputeProcess,
} from '../../engine/index.ts';
import { usefulContext, chooseTracks, commonBin } from '../../model/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { tokenize, contextInterval } from '../../sequence/index.ts';
import {
  TrackCollector,
  cutKept,
  keepAndCut,
  type WantedRun,
  type WholeRun,
  jobModel,
  runKey,
} from '../run/index.ts';

import type { LoadedModel } from '../../library/index.ts';

/** How to compute; nothing here changes what is predicted, but `flank` and `tracks`. */
export interface PredictSettings {
  /** bp on each side; fills the model's useful context where absent. */
  readonly flank?: number | undefined;
  /** All that is read, instead of a flank: an interval that was read before. */
  readonly interval?: Region | undefined;
  /** Track ids; the head's tracks where absent. */
  readonly tracks?: readonly string[] | undefined;
  readonly provider: ProviderChoice;
  readonly threads: number;
  /** What computes the recurrences; `auto` where absent. */
  readonly scan?: ScanChoice | undefined;
  readonly chunk?: number | undefined;
  readonly memory?: number | undefined;
  /** Whether what the memory does not hold may lie in files; `auto` where absent. */
  readonly spill?: SpillChoice | undefined;
}

/** What a pass that still runs has told so far. */
export interface FinalTracks {
  /** Key of the run that it will be. */
  readonly key: string;
  readonly interval: Region;
  /** Base up to which values are final; those of bins that end behind it are NaN. */
  readonly end: number;
  /** All of the model's tracks. The arrays fill while the pass goes on. */
  readonly tracks: readonly TrackValues[];
}

/** What is told while it happens. */
export interface PredictListener {
  onInterval(region: Region, interval: Region, fromCache: boolean): void;
  onBegun(begun: PassBegun): void;
  onProgress(progress: PassProgress): void;
  /** Chunk by chunk while the head runs. */
  onFinal?(final: FinalTracks): void;
  onNote(note: string): void;
}

/** What a prediction works with. */
export interface PredictTools {
  readonly fasta: Genome;
  readonly model: LoadedModel;
  /** Absent: nothing is looked up or kept. */
  readonly cache?: PredictionCache | undefined;
  /** Computes nothing: what is not kept is the error `run-unknown`. */
  readonly keptOnly?: boolean | undefined;
  /** Folder of compiled graphs. */
  readonly graphs: string;
  /**
   * Folder of what passes keep while they run: with a cache checkpoints, from which a killed one
   * goes on, and always what the memory does not hold. Absent: all is held in memory.
   */
  readonly passes?: string | undefined;
  readonly listener: PredictListener;
  readonly signal?: AbortSignal | undefined;
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/** Takes the logits and hidden states of the region, chunk by chunk, tokens counted from its start. */
export type RawSink = (values: RawValues) => void;

/**
 * Predicts one region: from the cache where the same interval was read before by the same model,
 * otherwise by one exact pass over the interval, which is then kept. With `raw` the pass always
 * runs, for raw values are too many to keep.
 *
 * Errors: those of the readers and of the pass; `track-unknown`; `run-unknown` where nothing may be
 * computed.
 */
export async function predictRegion(
  region: Region,
  settings: PredictSettings,
  tools: PredictTools,
  raw?: RawSink,
): Promise<Prediction> {
  const { model, cache, listener } = tools;
  const tracks = chooseTracks(model.model.manifest, settings.tracks).map(({ id }) => id);
  const read = await readInterval(region, settings, tools);
  const { interval } = read;
  const wanted = { key: runKey({ ...read, start: interval.start }), interval, region, tracks };

  const kept = raw ? undefined : cache?.findRun(wanted.key);
  listener.onInterval(region, interval, kept !== undefined);
  if (cache && kept) return cutKept(cache, kept, wanted);
  if (tools.keptOnly) {
    const what = `The prediction of ${formatRegion(interval)}`;
    throw new MegabaseError('run-unknown', `${what} is no longer in the cache.`);
  }

  const computed = await computeRun({ ...wanted, ...read }, settings, tools, raw);
  return keepAndCut(cache, computed, wanted, (note) => listener.onNote(note));
}

/** What a run is made of. */
export interface ReadInterval {
  readonly interval: Region;
  /** Of the whole interval. */
  readonly tokens: Uint8Array;
  /** See `commonBin`. */
  readonly bin: number;
  readonly modelHash: string;
}

/** Reads the interval that belongs to a region. Errors: those of the readers. */
export async function readInterval(
  region: Region,
  { flank, interval: given }: Pick<PredictSettings, 'flank' | 'interval'>,
  { fasta, model, signal }: Pick<PredictTools, 'fasta' | 'model' | 'signal'>,
): Promise<ReadInterval> {
  const { manifest } = model.model;
  const bin = commonBin(manifest);
  const useful = usefulContext(manifest);
  const interval =
    given ?? contextInterval(region, contigLength(fasta, region), { flank, useful, bin });
  const tokens = tokenize(await fasta.fetch(interval, { signal }));
  return { interval, tokens, bin, modelHash: model.identity.hash };
}

/**
 * Runs one pass and gathers its tracks; with `window`, in bp, a new sequence starts so often, of
 * which those before and after know nothing.
 */
export async function computeRun(
  pass: Pick<WantedRun, 'key' | 'interval' | 'region'> & {
    readonly tokens: Uint8Array;
    readonly window?: number | undefined;
  },
  settings: PredictSettings,
  { model, cache, graphs, passes, listener, signal, startComputeProcess }: PredictTools,
  raw?: RawSink,
): Promise<WholeRun> {
  const { key, interval, region, tokens, window } = pass;
  const claim = cache ? claimPassFolder : claimScratchFolder;
  const folder = passes === undefined ? undefined : claim(passes, key);
  const inInterval = { start: region.start - interval.start, end: region.end - interval.start };
  const job: PassJob = {
    ...settings,
    ...jobModel(model),
    tokens,
    start: interval.start,
    window,
    graphs,
    checkpoint: cache && folder?.path,
    scratch: folder?.path,
    raw: raw && inInterval,
  };
  const collector = new TrackCollector(model.model.manifest, interval);
  let begun: PassBegun | undefined;
  let done = { seconds: 0, peakBytes: 0 };
  try {
    const onReply: Parameters<typeof computePass>[1]['onReply'] = (reply) => {
      if (reply.kind === 'begun') listener.onBegun((begun = reply));
      if (reply.kind === 'progress') listener.onProgress(reply.progress);
      if (reply.kind === 'raw') raw?.({ ...reply, start: reply.start - inInterval.start });
      if (reply.kind === 'done') done = reply;
      collector.take(reply);
      // The last of a chunk's values.
      if (reply.kind === 'likelihood') {
        listener.onFinal?.({ key, interval, end: collector.end, tracks: collector.tracks() });
      }
    };
    const onNote = (note: string) => listener.onNote(note);
    await computePass(job, { onReply, onNote }, signal, startComputeProcess);
  } finally {
    folder?.release();
  }
  const run: RunInfo = {
    key,
    model: model.identity,
    interval,
    engineVersion,
    provider: begun!.provider,
    settings: begun!.settings,
    createdAt: new Date().toISOString(),
    seconds: done.seconds,
    peakBytes: done.peakBytes,
  };
  return { run, tracks: collector.tracks() };
}

function contigLength(fasta: Genome, { contig }: Region): number {
  const found = fasta.contigs.find(({ name }) => name === contig);
  if (found) return found.length;
  throw new MegabaseError('contig-unknown', `${fasta.path} has no contig "${contig}".`);
}
