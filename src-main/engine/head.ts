import type { GraphSession } from '../model/session.ts';
import type { Network } from '../model/index.ts';
import type { ChunkedTensor } from './chunked-tensor.ts';

/** What the head says of tokens `[start, start + t)`. */
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
}

/** Which of its outputs a head is asked for at tokens `[start, end)`, beside logits and tracks. */
export type WantsOutput = (output: 'hidden' | 'features', start: number, end: number) => boolean;

/** Runs the head over all chunks, in order. */
export async function* runHead(
  network: Network,
  session: GraphSession,
  residual: ChunkedTensor,
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const { d, strands } = network;
  for (let k = 0; k < residual.plan.count; k++) {
    const { start, end } = residual.plan.range(k);
    const tokens = end - start;
    const dims = [1, tokens, d];
    const first = { data: residual.chunk(k).subarray(0, tokens * d), dims };
    const second = () =>
      residual.plan.separate
        ? residual.chunk(k).subarray(tokens * d)
        : mirrored(residual, start, end, d);
    const feeds =
      strands === 2 ? { residual: first, mirrored: { data: second(), dims } } : { residual: first };
    const asked = (['hidden', 'features'] as const).filter((name) => wants(name, start, end));
    const want = ['logits', ...(network.tracks ? ['tracks'] : []), ...asked];
    const outputs = await session.run(feeds, {}, want);
    yield {
      start,
      tokens,
      logits: outputs['logits']!,
      tracks: outputs['tracks'] ?? new Float32Array(0),
      hidden: outputs['hidden'],
      features: outputs['features'],
    };
  }
}

/**
 * The second strand's residual at bases `[start, end)`, in that strand's own order: its tokens
 * `[length - end, length - start)`, which lie in at most two chunks.
 */
function mirrored(residual: ChunkedTensor, start: number, end: number, d: number): Float32Array {
  const { plan } = residual;
  const result = new Float32Array((end - start) * d);
  const to = plan.length - start;
  for (let from = plan.length - end, filled = 0; from < to;) {
    const k = Math.floor(from / plan.size);
    const range = plan.range(k);
    const stop = Math.min(to, range.end);
    const secondStrand = residual.chunk(k).subarray((range.end - range.start) * d);
    result.set(secondStrand.subarray((from - range.start) * d, (stop - range.start) * d), filled);
    filled += (stop - from) * d;
    from = stop;
  }
  return result;
}
