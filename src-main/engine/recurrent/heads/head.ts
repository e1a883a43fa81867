import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { ChunkPlan } from '../../../sequence/index.ts';
import type { ChunkedTensor } from '../tensors/index.ts';
import type { GraphRunner } from '../graph-runner.ts';

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

/** Runs the head over all chunks, in order; `residuals` by strand. */
export async function* runHead(
  network: Network,
  session: GraphRunner,
  residuals: readonly ChunkedTensor[],
  wants: WantsOutput,
): AsyncGenerator<HeadChunk> {
  const [first, second] = residuals as [ChunkedTensor, ChunkedTensor | undefined];
  const { plan } = first;
  for (let k = 0; k < plan.count; k++) {
    const { start, end } = plan.range(k);
    const tokens = end - start;
    const dims = [1, tokens, network.d];
    const residual = { data: await first.load(k), dims };
    first.prefetch(k + 1);
    const mirrored = second && {
      data: await readMirrored(second, plan.mirrored(k, { start, end })),
      dims,
    };
    const asked = (['hidden', 'features'] as const).filter((name) => wants(name, start, end));
    const want = ['logits', ...(network.tracks ? ['tracks'] : []), ...asked];
    const outputs = await session.run(mirrored ? { residual, mirrored } : { residual }, {}, want);
    yield {
      start,
      tokens,
      logits: defined(outputs['logits']),
      tracks: outputs['tracks'] ?? new Float32Array(0),
      hidden: outputs['hidden'],
      features: outputs['features'],
    };
  }
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
