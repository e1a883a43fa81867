import type { LoadedModel } from '../../src-main/service/index.ts';
import { computePass } from '../../src-main/engine/index.ts';
import { openNetwork } from '../../src-main/model/index.ts';
import { secondsOfProducts } from './products.ts';

export interface PassMeasurement {
  readonly model: string;
  readonly bases: number;
  readonly chunk: number;
  readonly chunks: number;
  readonly seconds: number;
  readonly basesPerSecond: number;
  /** Peak memory of the compute process. */
  readonly peakBytes: number;
  /** Seconds of the pass's own matrix products alone. */
  readonly productSeconds: number;
  /** Pass over products. */
  readonly timesProducts: number;
}

/** One pass in a fresh compute process, as a user's command runs it, and its products beside it. */
export async function measurePass(
  { model, identity }: LoadedModel,
  tokens: Uint8Array,
  options: { readonly graphs: string; readonly threads: number; readonly chunk?: number },
): Promise<PassMeasurement> {
  let seconds = 0;
  let peakBytes = 0;
  let chunk = 0;
  let chunks = 0;
  const job = { model: model.folder, modelHash: identity.hash, tokens, start: 0, ...options };
  await computePass(
    { ...job, provider: 'cpu' },
    {
      onReply(reply) {
        if (reply.kind === 'begun') ({ chunk, chunks } = reply);
        if (reply.kind === 'done') ({ seconds, peakBytes } = reply);
      },
      onNote: (note) => {
        throw new Error(note);
      },
    },
  );
  const { network, close } = openNetwork(model);
  const { length: bases } = tokens;
  const productSeconds = await secondsOfProducts(network, bases, chunk, options.threads);
  close();
  const basesPerSecond = bases / seconds;
  const timesProducts = seconds / productSeconds;
  return {
    ...{ model: identity.name, bases, chunk, chunks, seconds, basesPerSecond, peakBytes },
    productSeconds,
    timesProducts,
  };
}
