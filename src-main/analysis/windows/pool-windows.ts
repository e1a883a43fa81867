import { createHash } from 'node:crypto';
import { MegabaseError, type PassProgress } from '../../contract/index.ts';
import {
  computePass,
  defaultMemory,
  engineVersion,
  windowsThatFit,
  type EmbedRequest,
} from '../../engine/index.ts';
import { describeNetwork, featureWidth } from '../../model/index.ts';
import { type EditSettings, type EditTools, EditKeeper } from '../perturbations/index.ts';

import type { LoadedModel } from '../../library/index.ts';

/** How features are pooled; `from` to `to` are tokens of every window, half-open. */
export interface Pooling extends Pick<EmbedRequest, 'features' | 'pool'> {
  readonly from: number;
  readonly to: number;
}

export type PoolSettings = Omit<EditSettings, 'tolerance' | 'chunk'>;

/** Tokens that are read in one pass, over all windows, at the most. */
const passTokens = 1 << 18;

/** Windows of so many tokens that are read in one pass: at least one, and no more than the memory holds. */
export function windowsPerPass(
  length: number,
  { model }: LoadedModel,
  { memory }: Pick<PoolSettings, 'memory'>,
): number {
  // What is free now may be less when the pass begins.
  const fitting = windowsThatFit(model, length, memory ?? defaultMemory() / 2);
  return Math.min(fitting, Math.max(1, Math.floor(passTokens / length)));
}

/**
 * What heads read of windows, each of which is read by itself: features `[width]` of each, pooled. They
 * are kept by the content they are made of. `windows` have one length. Heads on the model do not matter.
 *
 * Errors: those of the pass; `cache-missing` where nothing may be computed.
 */
export async function poolWindows(
  windows: readonly Uint8Array[],
  pooling: Pooling,
  settings: PoolSettings,
  tools: EditTools,
): Promise<Float32Array[]> {
  const run = `pooled ${engineVersion} ${baseHash(tools)}`;
  const keys = windows.map((tokens) =>
    createHash('sha256').update(JSON.stringify(pooling)).update(tokens).digest('hex'),
  );
  const kept = tools.cache?.findEdits(run, [...new Set(keys)]);
  const found = new Map([...(kept ?? [])].map(([key, { values }]) => [key, values]));
  const open = [...new Set(keys.filter((key) => !found.has(key)))];
  if (open.length > 0 && tools.keptOnly) {
    const what = `${open.length} of ${windows.length} windows that were read`;
    throw new MegabaseError('cache-missing', `${what} are no longer in the cache.`);
  }
  const perPass = open.length > 0 ? windowsPerPass(windows[0]!.length, tools.model, settings) : 1;
  for (let done = 0; done < open.length; done += perPass) {
    const some = open.slice(done, done + perPass);
    const share = { from: done / open.length, of: some.length / open.length };
    const sequences = some.map((key) => windows[keys.indexOf(key)]!);
    const values = await read(sequences, pooling, settings, withShare(tools, share));
    const keeper = new EditKeeper(tools.cache, run, (note) => tools.listener.onNote(note));
    for (const [i, key] of some.entries()) {
      found.set(key, values[i]!);
      keeper.keep(key, { info: {}, values: values[i]! });
    }
    keeper.flush();
  }
  return keys.map((key) => found.get(key)!);
}

/** Of the model alone: what it reads is the same with any heads. */
function baseHash({ model: { model, identity } }: Pick<EditTools, 'model'>): string {
  return model.heads[0]?.manifest.model.hash ?? identity.hash;
}

async function read(
  windows: readonly Uint8Array[],
  { features, pool, from, to }: Pooling,
  settings: PoolSettings,
  tools: EditTools,
): Promise<Float32Array[]> {
  const { model } = tools.model;
  const window = windows[0]!.length;
  const starts = Int32Array.from(windows, (_, i) => i * window + from);
  const ends = Int32Array.from(windows, (_, i) => i * window + to);
  const width = featureWidth(describeNetwork(model), features);
  const values: Float32Array[] = [];
  const { listener } = tools;
  await computePass(
    {
      ...settings,
      model: model.folder,
      modelHash: baseHash(tools),
      tokens: Uint8Array.from(Buffer.concat(windows)),
      start: 0,
      window,
      graphs: tools.graphs,
      embed: { features, pool, over: { kind: 'ranges', starts, ends } },
    },
    {
      onReply(reply) {
        if (reply.kind === 'begun') listener.onBegun(reply);
        if (reply.kind === 'progress') listener.onProgress(reply.progress);
        if (reply.kind !== 'embedding') return;
        for (let row = 0; row * width < reply.values.length; row++) {
          values[reply.first + row] = reply.values.slice(row * width, (row + 1) * width);
        }
      },
      onNote: (note) => listener.onNote(note),
    },
    tools.signal,
    tools.startComputeProcess,
  );
  return values;
}

/** Tells of a pass as of a share of all that is computed. */
export function withShare<Tools extends Pick<EditTools, 'listener'>>(
  tools: Tools,
  { from, of }: { readonly from: number; readonly of: number },
): Tools {
  const { listener } = tools;
  return {
    ...tools,
    listener: {
      ...listener,
      onBegun: (begun) => listener.onBegun(begun),
      onNote: (note) => listener.onNote(note),
      onProgress({ secondsLeft: _, fraction, ...progress }: PassProgress) {
        // What the other passes will take is not known before they run.
        listener.onProgress({ ...progress, fraction: from + fraction * of });
      },
    },
  };
}
