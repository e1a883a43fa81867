import type { TrackValues } from '../../../src-main/contract/index.ts';
import { computePass, type PassJob } from '../../../src-main/engine/index.ts';
import { TrackCollector } from '../../../src-main/analysis/run/collect-tracks.ts';
import type { LoadedModel } from '../../../src-main/library/index.ts';

/** Pieces up to this long, in bp, are read as the windows of one pass: a process each would take longer. */
const longestWindow = 50_000;

export interface PieceReading {
  /** Predicted activity of promoters, from base 0 on. */
  readonly activity: TrackValues;
  /** Of all pieces together. */
  readonly seconds: number;
  /** Peak memory of a compute process that reads one piece. */
  readonly peakBytes: number;
}

export interface ReadOptions {
  /** Folder for compiled graphs. */
  readonly graphs: string;
  readonly threads: number;
}

/**
 * Cuts a genome into pieces of `length` bp (a multiple of the model's bins) and reads each alone, by
 * the compute process. Error: of a model that does not tell whether promoters are active.
 */
export async function readInPieces(
  model: LoadedModel,
  tokens: Uint8Array,
  length: number,
  options: ReadOptions,
): Promise<PieceReading> {
  const { manifest } = model.model;
  const collector = new TrackCollector(manifest, { start: 0, end: tokens.length });
  const activity = collector.tracks().find(({ info }) => info.role === 'expression');
  if (!activity) throw new Error(`${manifest.name} has no track of role expression`);
  const read = (job: Interval) => readTracks(model, { ...options, ...job }, collector);
  const pieceAt = (start: number) => ({ tokens: tokens.subarray(start, start + length), start });

  // Windows are of a state that is reset between them; tiles have none.
  const hasState = model.identity.tile === undefined;
  if (hasState && length <= longestWindow && tokens.length > length) {
    const { peakBytes } = await read(pieceAt(0));
    const { seconds } = await read({ tokens, start: 0, window: length });
    return { activity, seconds, peakBytes };
  }
  let [seconds, peakBytes] = [0, 0];
  for (let start = 0; start < tokens.length; start += length) {
    const pass = await read(pieceAt(start));
    seconds += pass.seconds;
    peakBytes = Math.max(peakBytes, pass.peakBytes);
  }
  return { activity, seconds, peakBytes };
}

type Interval = Pick<PassJob, 'tokens' | 'start' | 'window'>;

async function readTracks(
  { model, identity }: LoadedModel,
  job: ReadOptions & Interval,
  collector: TrackCollector,
): Promise<{ seconds: number; peakBytes: number }> {
  let done = { seconds: 0, peakBytes: 0 };
  await computePass(
    { model: model.folder, modelHash: identity.hash, provider: 'cpu', ...job },
    {
      onReply(reply) {
        if (reply.kind === 'tracks') collector.take(reply);
        if (reply.kind === 'done') done = reply;
      },
      onNote(note) {
        throw new Error(note);
      },
    },
  );
  return done;
}
