import { createHash } from 'node:crypto';
import { MegabaseError, defined } from '../../contract/index.ts';
import {
  computePass,
  allowedMemory,
  engineVersion,
  windowsThatFit,
  type EmbedRequest,
  type PassJob,
} from '../../engine/index.ts';
import { describeNetwork, featureWidth } from '../../model/index.ts';
import { BatchedResultWriter } from '../perturbations/index.ts';

import type { LoadedModel } from '../../library/index.ts';

import type { AnalysisContext, ComputeSettings } from '../environment/index.ts';
import type { InterimEvent } from '../events/index.ts';

import { answeredBy, passListener } from '../run/index.ts';

/** How features are pooled; `from` to `to` are tokens of every window, half-open. */
export interface Pooling extends Pick<EmbedRequest, 'features' | 'pool'> {
  readonly from: number;
  readonly to: number;
}

export type PoolSettings = Omit<ComputeSettings, 'chunk' | 'spill'>;

/** Tokens that are read in one pass, over all windows, at most. */
const maxPassTokens = 1 << 18;

/** Windows of so many tokens that are read in one pass: at least one, and no more than the memory holds. */
export function windowsPerPass(
  length: number,
  { model }: LoadedModel,
  { memory }: Pick<PoolSettings, 'memory'>,
): number {
  // What is free now may be less when the pass begins.
  const fitting = windowsThatFit(
    model,
    length,
    allowedMemory(memory) / (memory === undefined ? 2 : 1),
  );
  return Math.min(fitting, Math.max(1, Math.floor(maxPassTokens / length)));
}

/**
 * What heads read of windows, each of which is read by itself: features `[width]` of each, pooled. They
 * are stored by the content they are made of. `windows` have one length. Heads on the model do not
 * matter.
 *
 * Errors: those of the pass; `cache-missing` where nothing may be computed.
 */
export async function poolWindows(
  windows: readonly Uint8Array[],
  pooling: Pooling,
  settings: PoolSettings,
  given: AnalysisContext,
): Promise<Float32Array[]> {
  const context = answeredBy(given, settings.provider);
  const { cache, model, cachedOnly } = context;
  const run = `pooled ${engineVersion} ${backboneHash(model)}`;
  const keys = windows.map((tokens) =>
    createHash('sha256').update(JSON.stringify(pooling)).update(tokens).digest('hex'),
  );
  const cached = cache?.findEdits(run, [...new Set(keys)]);
  const found = new Map([...(cached ?? [])].map(([key, { values }]) => [key, values]));
  const open = [...new Set(keys.filter((key) => !found.has(key)))];
  if (open.length > 0 && cachedOnly) {
    const what = `${open.length} of ${windows.length} windows that were read`;
    throw new MegabaseError('cache-missing', `${what} are no longer in the cache.`);
  }
  const batchSize =
    open.length > 0 ? windowsPerPass(defined(windows[0]).length, model, settings) : 1;
  const writer = new BatchedResultWriter(run, context);
  for (let done = 0; done < open.length; done += batchSize) {
    const batch = open.slice(done, done + batchSize);
    const share = { from: done / open.length, of: batch.length / open.length };
    const sequences = batch.map((key) => defined(windows[keys.indexOf(key)]));
    const values = await readFeatures(sequences, pooling, settings, withShare(context, share));
    for (const [i, key] of batch.entries()) {
      found.set(key, defined(values[i]));
      writer.add(key, { info: {}, values: defined(values[i]) });
    }
    writer.flush();
  }
  return keys.map((key) => defined(found.get(key)));
}

/** Of the model without heads: what it reads is the same with any. */
function backboneHash({ model, identity }: LoadedModel): string {
  return model.heads[0]?.manifest.model.hash ?? identity.hash;
}

async function readFeatures(
  windows: readonly Uint8Array[],
  { features, pool, from, to }: Pooling,
  { provider, threads, scan, memory }: PoolSettings,
  context: AnalysisContext,
): Promise<Float32Array[]> {
  const { graphs, signal, startComputeProcess } = context;
  const { model } = context.model;
  const window = defined(windows[0]).length;
  const starts = Int32Array.from(windows, (_, i) => i * window + from);
  const ends = Int32Array.from(windows, (_, i) => i * window + to);
  const width = featureWidth(describeNetwork(model), features);
  const values: Float32Array[] = [];
  const job: PassJob = {
    ...{ provider, threads, scan, memory },
    model: model.folder,
    modelHash: backboneHash(context.model),
    tokens: Uint8Array.from(Buffer.concat(windows)),
    ...{ start: 0, window, graphs },
    embed: { features, pool, over: { kind: 'ranges', starts, ends } },
  };
  const listener = passListener(context, (reply) => {
    if (reply.kind !== 'embedding') return;
    for (let row = 0; row * width < reply.values.length; row++) {
      values[reply.first + row] = reply.values.slice(row * width, (row + 1) * width);
    }
  });
  await computePass(job, listener, signal, startComputeProcess);
  return values;
}

/** Emits the progress of a pass as a share of all that is computed. */
export function withShare<Context extends Pick<AnalysisContext, 'emit'>>(
  context: Context,
  { from, of }: { readonly from: number; readonly of: number },
): Context {
  return {
    ...context,
    emit(event: InterimEvent) {
      if (event.kind !== 'progress') {
        context.emit(event);
        return;
      }
      // What the other passes will take is not known before they run.
      const { secondsLeft: _, fraction, ...progress } = event.progress;
      context.emit({ kind: 'progress', progress: { ...progress, fraction: from + fraction * of } });
    },
  };
}
