import { claimPassFolder } from '../../cache/index.ts';
import { defined, type Region, type RunInfo, type TrackValues } from '../../contract/index.ts';
import {
  computePass,
  engineVersion,
  type PassBegun,
  type PassJob,
  type RawValues,
  type Reply,
} from '../../engine/index.ts';
import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { TrackCollector } from './collect-tracks.ts';
import { jobModel } from './job-model.ts';
import type { WantedRun, WholeRun } from './keep-run.ts';
import { passListener } from './pass-listener.ts';
import { PassProviders } from './pass-providers.ts';
import { resumingKey, storingKey } from './provider-key.ts';
import { runLikelihood } from './run-likelihood.ts';

/** What a pass that still runs has found so far. */
export interface FinalTracks {
  /** Key of the run that it will be. */
  readonly key: string;
  readonly interval: Region;
  /** Base up to which values are final; those of bins that end after it are NaN. */
  readonly end: number;
  /** All of the model's tracks. The arrays fill while the pass goes on. */
  readonly tracks: readonly TrackValues[];
}

/** A pass over so few tokens keeps nothing on the way. */
const shortTokens = 4096;

/** Takes the logits and hidden states of the region, chunk by chunk, tokens counted from its start. */
export type RawSink = (values: RawValues) => void;

/**
 * Runs one pass and gathers its tracks; with `window`, in bp, a new sequence starts so often, of
 * which those before and after know nothing. Emits what is final after each chunk of the head.
 */
export async function computeRun(
  pass: Pick<WantedRun, 'key' | 'interval' | 'region'> & {
    readonly tokens: Uint8Array;
    readonly valued?: PassJob['valued'];
    readonly window?: number | undefined;
  },
  settings: ComputeSettings,
  context: AnalysisContext<FinalTracks>,
  raw?: RawSink,
): Promise<WholeRun> {
  const { interval, region, tokens, valued, window } = pass;
  const { model, graphs, emit, signal, startComputeProcess } = context;
  // A short one is sooner read again than its folder is made, and all of it is in memory anyway.
  const isShort = tokens.length <= shortTokens && (settings.spill ?? 'auto') === 'auto';
  const folder = isShort
    ? undefined
    : claimPassFolder(resumingKey(pass.key, settings.provider), context);
  if (folder?.note !== undefined) emit(textNote(folder.note));
  const inInterval = { start: region.start - interval.start, end: region.end - interval.start };
  const job: PassJob = {
    ...settings,
    ...jobModel(model),
    tokens,
    start: interval.start,
    valued,
    window,
    graphs,
    checkpoint: folder?.isKept ? folder.path : undefined,
    scratch: folder?.path,
    raw: raw && inInterval,
  };
  const collector = new TrackCollector(model.model.manifest, interval);
  let begun: PassBegun | undefined;
  const providers = new PassProviders();
  const key = () => storingKey(pass.key, providers.text);
  let done: Pick<Extract<Reply, { kind: 'done' }>, 'seconds' | 'peakBytes' | 'traffic'> = {
    seconds: 0,
    peakBytes: 0,
  };
  try {
    const listener = passListener(context, (reply) => {
      providers.take(reply);
      if (reply.kind === 'begun') begun = reply;
      if (reply.kind === 'raw') raw?.({ ...reply, start: reply.start - inInterval.start });
      if (reply.kind === 'done') done = reply;
      collector.take(reply);
      // The last of a chunk's values.
      if (reply.kind === 'likelihood') {
        const { end } = collector;
        const partial = { key: key(), interval, end, tracks: collector.tracks() };
        emit({ kind: 'partial', partial });
      }
    });
    await computePass(job, listener, signal, startComputeProcess);
  } finally {
    folder?.release();
  }
  const tracks = collector.tracks();
  const likelihood = runLikelihood(tracks, model.model.manifest);
  const run: RunInfo = {
    key: key(),
    model: model.identity,
    interval,
    engineVersion,
    provider: providers.text,
    settings: { ...defined(begun).settings, ...trafficSettings(done.traffic) },
    createdAt: new Date().toISOString(),
    seconds: done.seconds,
    peakBytes: done.peakBytes,
    ...(likelihood && { likelihood }),
  };
  return { run, tracks };
}

/** What a GPU was called and given, as it is kept with the run. */
function trafficSettings(traffic: Extract<Reply, { kind: 'done' }>['traffic']) {
  if (traffic === undefined) return {};
  const { calls, bytesIn, bytesOut } = traffic;
  return { deviceCalls: calls, bytesToDevice: bytesIn, bytesFromDevice: bytesOut };
}
