import { isMegabaseError, type Region } from '../../contract/index.ts';
import { computePass, type EmbedRequest, type PassJob } from '../../engine/index.ts';
import { describeNetwork } from '../../model/index.ts';
import { tokenize, wholeBins } from '../../sequence/index.ts';
import { jobModel, runKey } from '../run/index.ts';
import { claimPassFolder } from '../../cache/index.ts';
import type { PredictSettings, PredictTools } from '../predict/index.ts';

import { EmbeddingStore } from './embedding-store.ts';

/** How to compute embeddings; only `bin` changes what they are. */
export interface EmbedSettings extends Pick<
  PredictSettings,
  'provider' | 'threads' | 'scan' | 'chunk' | 'memory'
> {
  /** bp per embedding, aligned to base 0 of the contig. */
  readonly bin: number;
}

/** What is told while a pass runs. */
export type EmbedListener = Pick<PredictTools['listener'], 'onBegun' | 'onProgress' | 'onNote'> & {
  /** What is read next, and whether it need not be computed. */
  onInterval(interval: Region, fromCache: boolean): void;
};

/** What embeddings are computed with. */
export interface EmbedTools extends Pick<
  PredictTools,
  'fasta' | 'model' | 'graphs' | 'passes' | 'signal' | 'startComputeProcess'
> {
  /** Folder where they are kept; absent: nothing is looked up or kept. */
  readonly embeddings?: string | undefined;
  readonly listener: EmbedListener;
}

/** What linear heads read, as means over the whole bins of an interval. */
export interface BinEmbeddings {
  readonly interval: Region;
  readonly bin: number;
  /** First bin, counted from base 0 of the contig. */
  readonly first: number;
  readonly count: number;
  /** Features of a bin. */
  readonly width: number;
  /** `[count, width]` */
  readonly values: Float32Array;
}

/**
 * Embeddings of all whole bins of an interval, which is read as one. They are kept by the content
 * they are made of, so that the same bins of the same sequence are never computed twice.
 *
 * Errors: those of the readers and of the pass.
 */
export async function embedBins(
  interval: Region,
  settings: EmbedSettings,
  tools: EmbedTools,
): Promise<BinEmbeddings> {
  const { fasta, model, signal, listener } = tools;
  const { bin } = settings;
  const tokens = tokenize(await fasta.fetch(interval, { signal }));
  const { first, count } = wholeBins(interval, bin);
  const width = featureWidth(tools);
  const described = { interval, bin, first, count, width };
  const modelHash = model.identity.hash;
  const derived = { embeddings: 'averaged, mean' };
  const key = runKey({ tokens, modelHash, start: interval.start, bin, derived });

  const store = tools.embeddings === undefined ? undefined : new EmbeddingStore(tools.embeddings);
  const kept = store?.find(key, { rows: count, width });
  listener.onInterval(interval, kept !== undefined);
  if (kept) return { ...described, values: kept };

  const embed: EmbedRequest = {
    ...{ features: 'averaged', pool: 'mean', over: { kind: 'bins', bp: bin } },
  };
  const values = new Float32Array(count * width);
  await pass({ key, tokens, start: interval.start, embed }, settings, tools, (row, piece) =>
    values.set(piece, (row - first) * width),
  );
  try {
    await store?.keep(key, values, width, {
      program: 'megabase',
      model: `${model.identity.id} ${model.identity.version}`,
      bin: String(bin),
      first_bin: String(first),
      contig: interval.contig,
    });
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    // What was computed is still good: it must not be lost because it could not be kept.
    listener.onNote(`the embeddings are not kept for next time: ${error.message}`);
  }
  return { ...described, values };
}

function featureWidth({ model }: Pick<EmbedTools, 'model'>): number {
  return describeNetwork(model.model).d;
}

async function pass(
  { key, ...asked }: Pick<PassJob, 'tokens' | 'start' | 'embed'> & { readonly key: string },
  { bin: _, ...settings }: EmbedSettings,
  { model, graphs, passes, listener, signal, startComputeProcess }: EmbedTools,
  take: (row: number, values: Float32Array) => void,
): Promise<void> {
  const folder = passes === undefined ? undefined : claimPassFolder(passes, key);
  const job: PassJob = {
    ...settings,
    ...asked,
    ...jobModel(model),
    graphs,
    checkpoint: folder?.path,
  };
  try {
    const onReply: Parameters<typeof computePass>[1]['onReply'] = (reply) => {
      if (reply.kind === 'begun') listener.onBegun(reply);
      if (reply.kind === 'progress') listener.onProgress(reply.progress);
      if (reply.kind === 'embedding') take(reply.first, reply.values);
    };
    const onNote = (note: string) => listener.onNote(note);
    await computePass(job, { onReply, onNote }, signal, startComputeProcess);
  } finally {
    folder?.release();
  }
}
