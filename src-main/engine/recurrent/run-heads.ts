import { defined } from '../../contract/index.ts';
import type { Network, TrackHead } from '../../model/index.ts';
import type { ChunkedTensor } from './tensors/index.ts';
import {
  FeaturePool,
  runHead,
  type HeadChunk,
  type HeadSource,
  type WantsOutput,
  type StageContext,
  LikelihoodStream,
  HeadBins,
  SendAhead,
} from './heads/index.ts';
import { openHead } from './scans/index.ts';
import type { Reply, PassJob } from '../jobs/index.ts';
import { expectFiniteOutput } from './not-finite.ts';

/** The last step of a job: heads over the residuals, and what is final sent chunk by chunk. */
export async function runHeads(
  job: PassJob,
  residuals: readonly ChunkedTensor[],
  trackHeads: readonly TrackHead[],
  context: StageContext,
): Promise<void> {
  const { network } = context;
  const { plan } = defined(residuals[0]);
  const head = await openHead(network, context);
  try {
    const chunks = (wants: WantsOutput) => runHead(network, head, residuals, wants);
    await sendHeads(job, { plan, chunks }, trackHeads, context);
  } finally {
    await head.release();
  }
}

/** Sends what is final of each chunk that the head has come to. */
export async function sendHeads(
  job: PassJob,
  { plan, isWholePass = false, chunks }: HeadSource,
  trackHeads: readonly TrackHead[],
  { network, estimator, send }: StageContext,
): Promise<void> {
  const raw = job.raw ?? { start: 0, end: 0 };
  const interval = { start: job.start, end: job.start + job.tokens.length };
  const pool = job.embed && new FeaturePool(job.embed, network, interval);
  const wants: WantsOutput = (output, start, end) =>
    (output === 'hidden' && start < raw.end && end > raw.start) ||
    (pool?.output === output && pool.wants(start, end));
  const bins = trackHeads.length > 0 ? new HeadBins(trackHeads, interval) : undefined;
  const likelihood = new LikelihoodStream(network);
  const ahead = new SendAhead(send);
  estimator.start();
  const step = (done: number, count: number) =>
    isWholePass ? estimator.chunkStep(done, count) : estimator.headStep(done, count);
  for await (const chunk of chunks(wants)) {
    const { start, tokens } = chunk;
    const k = plan.chunkOf(start);
    const place = { tokens, baseOf: (token: number) => job.start + start + token };
    for (const output of ['tracks', 'logits', 'hidden', 'features'] as const) {
      const values = chunk[output];
      if (values?.length) expectFiniteOutput(output, values, trackHeads, place);
    }
    const replies: Reply[] = [];
    if (bins) replies.push({ kind: 'tracks', pieces: bins.add(start, chunk.tracks) });
    const chunkTokens = job.tokens.subarray(start, start + tokens);
    if (start === plan.windowOf(k).start) likelihood.startAnew();
    replies.push({ kind: 'likelihood', start, ...likelihood.next(chunk.logits, chunkTokens) });
    if (pool) {
      replies.push({ kind: 'embedding', ...pool.add(start, tokens, chunk[pool.output]) });
    }
    const cut = cutRaw(raw, network, chunk);
    if (cut) replies.push(cut);
    if (chunk.isKnown) estimator.start();
    else if (start + tokens === plan.range(k).end) {
      replies.push({ kind: 'progress', progress: step(k + 1, plan.count) });
    }
    await ahead.send(replies);
  }
  await ahead.end();
}

/** The tokens of a chunk that lie in the range asked for. */
function cutRaw(
  range: { readonly start: number; readonly end: number },
  { vocabSize, hiddenWidth }: Pick<Network, 'vocabSize' | 'hiddenWidth'>,
  chunk: HeadChunk,
): Reply | undefined {
  if (chunk.hidden === undefined || range.end <= chunk.start) return undefined;
  if (range.start >= chunk.start + chunk.tokens) return undefined;
  const from = Math.max(range.start, chunk.start) - chunk.start;
  const to = Math.min(range.end, chunk.start + chunk.tokens) - chunk.start;
  return {
    kind: 'raw',
    start: chunk.start + from,
    tokens: to - from,
    // What is kept of it must not be what the next piece is written to.
    logits: chunk.logits.slice(from * vocabSize, to * vocabSize),
    hidden: chunk.hidden.subarray(from * hiddenWidth, to * hiddenWidth),
  };
}
