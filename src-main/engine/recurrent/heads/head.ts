import type { Network } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { ChunkedTensor } from '../tensors/index.ts';
import type { GraphRunner } from '../graph-runner.ts';
import { oneAhead } from './one-ahead.ts';

/** What the head says of tokens `[start, start + t)`; logits and tracks are good until the next one is asked for. */
export interface HeadChunk {
  readonly start: number;
  readonly tokens: number;
  /** `[t, v]` */
  readonly logits: Float32Array;
  /** `[t, tracks]`, before mean, bias and activation; empty without a track head. */
  readonly tracks: Float32Array;
  /** `[t, hiddenWidth]`; absent where nobody asked for it. */
  readonly hidden: Float32Array | undefined;
  /** `[t, d]`, what linear heads read; absent where nobody asked for it. */
  readonly features: Float32Array | undefined;
  /** True where it was not computed just now: an earlier attempt had come so far. */
  readonly isKnown?: boolean | undefined;
}

/** Which of its outputs a head is asked for at tokens `[start, end)`, beside logits and tracks. */
export type WantsOutput = (output: 'hidden' | 'features', start: number, end: number) => boolean;

/** Where a pass's head chunks come from, in order. */
export interface HeadSource {
  readonly plan: ChunkPlan;
  /** True where the layers run with the head, chunk by chunk. */
  readonly isWholePass?: boolean;
  readonly chunks: (wants: WantsOutput) => AsyncIterable<HeadChunk>;
}

/** Most tokens that are told at once: their logits stay in the caches until they have been looked at. */
const mostTokens = 32_768;

/**
 * Runs the head over all chunks, in order and in pieces of them, the next of which is computed while one is looked
 * at; `residuals` by strand.
 */
export function runHead(
  network: Network,
  session: GraphRunner,
  residuals: readonly ChunkedTensor[],
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  return oneAhead(headPieces(network, session, residuals, wants));
}

async function* headPieces(
  network: Network,
  session: GraphRunner,
  residuals: readonly ChunkedTensor[],
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const { d } = network;
  const [first, second] = residuals as [ChunkedTensor, ChunkedTensor | undefined];
  const { plan } = first;
  const size = Math.min(plan.size, mostTokens);
  // One is looked at while the other is filled.
  let [room, other] = [roomFor(network, size), roomFor(network, size)];
  for (let k = 0; k < plan.count; k++) {
    const chunk = plan.range(k);
    const residual = await first.load(k);
    first.prefetch(k + 1);
    const mirrored = second && (await readMirrored(second, plan.mirrored(k, chunk)));
    for (let start = chunk.start; start < chunk.end; start += size) {
      const end = Math.min(chunk.end, start + size);
      const tokens = end - start;
      const rows = (values: Float32Array, width: number, from = 0) => ({
        data: values.subarray(from * width, (from + tokens) * width),
        dims: [1, tokens, width],
      });
      const feeds = {
        residual: rows(residual, d, start - chunk.start),
        ...(mirrored && { mirrored: rows(mirrored, d, chunk.end - end) }),
      };
      const logits = rows(room.logits, network.vocabSize);
      const tracks = rows(room.tracks, network.tracks);
      const into = { logits, ...(network.tracks > 0 && { tracks }) };
      const asked = (['hidden', 'features'] as const).filter((name) => wants(name, start, end));
      const { hidden, features } = await session.run(feeds, into, asked);
      yield { start, tokens, logits: logits.data, tracks: tracks.data, hidden, features };
      [room, other] = [other, room];
    }
  }
}

/** Room for what is always asked of the head, of so many tokens. */
function roomFor({ vocabSize, tracks }: Network, tokens: number) {
  return {
    logits: new Float32Array(tokens * vocabSize),
    tracks: new Float32Array(tokens * tracks),
  };
}

/** The second strand's residual at its own tokens `[start, end)`, which lie in at most two chunks. */
async function readMirrored(
  residual: ChunkedTensor,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Float32Array> {
  const { plan, width } = residual;
  const result = new Float32Array((end - start) * width);
  for (let from = start, filled = 0; from < end;) {
    const k = plan.chunkOf(from);
    const range = plan.range(k);
    const stop = Math.min(end, range.end);
    const values = await residual.load(k);
    const part = values.subarray((from - range.start) * width, (stop - range.start) * width);
    result.set(part, filled);
    filled += part.length;
    from = stop;
  }
  return result;
}
