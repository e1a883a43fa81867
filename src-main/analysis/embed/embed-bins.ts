import { isMegabaseError, type Region } from '../../contract/index.ts';
import { computePass, type EmbedRequest, type PassJob } from '../../engine/index.ts';
import { describeNetwork } from '../../model/index.ts';
import { tokenize, wholeBins } from '../../sequence/index.ts';
import {
  answeringKeys,
  jobModel,
  passListener,
  PassProviders,
  resumingKey,
  runKey,
  storingKey,
} from '../run/index.ts';
import { claimPassFolder } from '../../cache/index.ts';
import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import { EmbeddingStore } from './embedding-store.ts';

/** How to compute embeddings; only `bin` changes what they are. */
export interface EmbedSettings extends ComputeSettings {
  /** bp per embedding, aligned to base 0 of the contig. */
  readonly bin: number;
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
  context: AnalysisContext,
): Promise<BinEmbeddings> {
  const { genome, model, embeddings, otherEmbeddings = [], signal, emit } = context;
  const { bin } = settings;
  const tokens = tokenize(await genome.fetch(interval, { signal }));
  const { first, count } = wholeBins(interval, bin);
  const width = featureWidth(context);
  const described = { interval, bin, first, count, width };
  const modelHash = model.identity.hash;
  const derived = { embeddings: 'averaged, mean' };
  const key = runKey({ tokens, modelHash, start: interval.start, bin, derived });

  const store = new EmbeddingStore(embeddings, otherEmbeddings);
  let kept: Float32Array | undefined;
  for (const one of answeringKeys(key, settings.provider)) {
    kept ??= store.find(one, { rows: count, width });
  }
  const fromCache = kept !== undefined;
  emit({ kind: 'note', note: { kind: 'context', region: interval, interval, fromCache } });
  if (kept) return { ...described, values: kept };

  const embed: EmbedRequest = {
    ...{ features: 'averaged', pool: 'mean', over: { kind: 'bins', bp: bin } },
  };
  const values = new Float32Array(count * width);
  const asked = { key, tokens, start: interval.start, embed };
  const computedBy = await pass(asked, settings, context, (row, piece) =>
    values.set(piece, (row - first) * width),
  );
  try {
    await store.keep(storingKey(key, computedBy), values, width, {
      program: 'megabase',
      model: `${model.identity.id} ${model.identity.version}`,
      bin: String(bin),
      first_bin: String(first),
      contig: interval.contig,
    });
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    // What was computed is still good: it must not be lost because it could not be kept.
    emit(textNote(`the embeddings are not kept for next time: ${error.message}`));
  }
  return { ...described, values };
}

function featureWidth({ model }: Pick<AnalysisContext, 'model'>): number {
  return describeNetwork(model.model).d;
}

/** Gives what has computed, as `RunInfo.provider` has it. */
async function pass(
  { key, ...asked }: Pick<PassJob, 'tokens' | 'start' | 'embed'> & { readonly key: string },
  { bin: _, ...settings }: EmbedSettings,
  context: AnalysisContext,
  take: (row: number, values: Float32Array) => void,
): Promise<string> {
  const { model, graphs, emit, signal, startComputeProcess } = context;
  const folder = claimPassFolder(resumingKey(key, settings.provider), context);
  if (folder?.note !== undefined) emit(textNote(folder.note));
  const job: PassJob = {
    ...settings,
    ...asked,
    ...jobModel(model),
    graphs,
    checkpoint: folder?.isKept ? folder.path : undefined,
    scratch: folder?.path,
  };
  const providers = new PassProviders();
  try {
    const listener = passListener(context, (reply) => {
      providers.take(reply);
      if (reply.kind === 'embedding') take(reply.first, reply.values);
    });
    await computePass(job, listener, signal, startComputeProcess);
  } finally {
    folder?.release();
  }
  return providers.text;
}
