import type { ScanChoice, SpillChoice } from '../../src-main/contract/index.ts';
import { computePass, type Reply } from '../../src-main/engine/index.ts';
import type { PassSeconds } from '../../src-main/engine/jobs/index.ts';
import { openNetwork } from '../../src-main/model/index.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { secondsOfProducts, shareOfProducts } from './products.ts';

export interface PassMeasurement {
  readonly model: string;
  readonly bases: number;
  readonly chunk: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly basesPerSecond: number;
  /** Peak memory of the compute process. */
  readonly peakBytes: number;
  /** Of the residuals and the partial, what lay in files. */
  readonly spilledBytes: number;
  /** Where they went, as the compute process saw it. */
  readonly spent: PassSeconds | undefined;
  /** Of the time of the graphs between kernel steps, the part that is matrix products. */
  readonly productShare: number;
  /** Seconds of the pass's own matrix products alone, in ONNX Runtime's kernels. */
  readonly productSeconds: number;
  /** Pass over products. */
  readonly timesProducts: number;
  /** Seconds in all, as they were foretold a minute after the start; undefined for shorter passes. */
  readonly foretold: number | undefined;
  /** `[bases, v]`, of the first bases of the sequence where they were asked for. */
  readonly logits: Float32Array;
}

export interface MeasureOptions {
  readonly graphs: string;
  readonly threads: number;
  readonly chunk?: number;
  readonly scan?: ScanChoice;
  /** With a budget, in bytes, and a folder for what it does not hold. */
  readonly memory?: number;
  readonly scratch?: string;
  readonly spill?: SpillChoice;
  /** Bases from the start on whose logits are wanted. */
  readonly logitsOf?: number;
}

type Done = Pick<Extract<Reply, { kind: 'done' }>, 'seconds' | 'peakBytes' | 'spent'>;

/** One pass in a fresh compute process, as a user's command runs it, and its products beside it. */
export async function measurePass(
  { model, identity }: LoadedModel,
  tokens: Uint8Array,
  { logitsOf = 0, ...options }: MeasureOptions,
): Promise<PassMeasurement> {
  let begun = { chunk: 0, chunks: 0, spilledBytes: 0 };
  let done: Done = { seconds: 0, peakBytes: 0 };
  let foretold: number | undefined;
  const { network, close } = openNetwork(model);
  const logits = new Float32Array(logitsOf * network.vocabSize);
  const job = { model: model.folder, modelHash: identity.hash, tokens, start: 0, ...options };
  const began = performance.now();
  await computePass(
    { ...job, provider: 'cpu', raw: { start: 0, end: logitsOf } },
    {
      onReply(reply) {
        if (reply.kind === 'begun') begun = reply;
        if (reply.kind === 'done') done = reply;
        if (reply.kind === 'raw') logits.set(reply.logits, reply.start * network.vocabSize);
        if (reply.kind === 'progress') {
          const seconds = (performance.now() - began) / 1000;
          const { secondsLeft } = reply.progress;
          if (seconds > 60 && secondsLeft !== undefined) foretold ??= seconds + secondsLeft;
        }
      },
      onNote: (note) => {
        throw new Error(note);
      },
    },
  );
  const { chunk, chunks, spilledBytes } = begun;
  const { length: bases } = tokens;
  const productSeconds = await secondsOfProducts(network, bases, options.threads);
  const productShare = await shareOfProducts(network);
  close();
  const { seconds, peakBytes, spent } = done;
  return {
    ...{ model: identity.name, bases, chunk, chunks, seconds, peakBytes, spilledBytes, foretold },
    basesPerSecond: bases / seconds,
    spent,
    productShare,
    productSeconds,
    timesProducts: seconds / productSeconds,
    logits,
  };
}
