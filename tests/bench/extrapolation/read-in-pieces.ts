import { computePass, type PassJob } from '../../../src-main/engine/index.ts';
import { tracksOutput, type Manifest } from '../../../src-main/model/index.ts';
import type { LoadedModel } from '../../../src-main/service/index.ts';

/** Pieces up to this long, in bp, are read as the windows of one pass: a process each would take longer. */
const longestWindow = 50_000;

export interface PieceReading {
  /** Predicted activity of promoters in bins of `bin` bp from base 0 on. */
  readonly activity: Float32Array;
  readonly bin: number;
  /** Of all pieces together. */
  readonly seconds: number;
  /** Peak memory of a compute process that reads one piece. */
  readonly peakBytes: number;
}

export interface ReadOptions {
  readonly graphs: string;
  readonly threads: number;
}

/**
 * Cuts a genome into pieces of `length` bp (a multiple of the model's bins) and reads each alone, by
 * the compute process.
 */
export async function readInPieces(
  model: LoadedModel,
  tokens: Uint8Array,
  length: number,
  options: ReadOptions,
): Promise<PieceReading> {
  const { bin, track } = activityTrack(model.model.manifest);
  const activity = new Float32Array(Math.floor(tokens.length / bin)).fill(NaN);
  const read = (job: Pick<PassJob, 'tokens' | 'start' | 'window'>) =>
    readActivity(model, { ...options, ...job }, (first, values) =>
      activity.set(values[track]!, first),
    );
  const pieceAt = (start: number) => ({ tokens: tokens.subarray(start, start + length), start });
  if (length <= longestWindow && tokens.length > length) {
    const { peakBytes } = await read(pieceAt(0));
    const { seconds } = await read({ tokens, start: 0, window: length });
    return { activity, bin, seconds, peakBytes };
  }
  let [seconds, peakBytes] = [0, 0];
  for (let start = 0; start < tokens.length; start += length) {
    const pass = await read(pieceAt(start));
    seconds += pass.seconds;
    peakBytes = Math.max(peakBytes, pass.peakBytes);
  }
  return { activity, bin, seconds, peakBytes };
}

/** Where a model says whether promoters are active. */
export function activityTrack(manifest: Manifest): {
  readonly bin: number;
  readonly track: number;
} {
  const output = tracksOutput(manifest);
  const track = output?.tracks.findIndex(({ role }) => role === 'expression') ?? -1;
  if (!output || track < 0) throw new Error(`${manifest.name} has no track of role expression`);
  return { bin: output.bin, track };
}

async function readActivity(
  { model, identity }: LoadedModel,
  job: ReadOptions & Pick<PassJob, 'tokens' | 'start' | 'window'>,
  onBins: (first: number, values: readonly Float32Array[]) => void,
): Promise<{ seconds: number; peakBytes: number }> {
  let done = { seconds: 0, peakBytes: 0 };
  await computePass(
    { model: model.folder, modelHash: identity.hash, provider: 'cpu', ...job },
    {
      onReply(reply) {
        if (reply.kind === 'tracks') onBins(reply.first, reply.values);
        if (reply.kind === 'done') done = reply;
      },
      onNote(note) {
        throw new Error(note);
      },
    },
  );
  return done;
}
