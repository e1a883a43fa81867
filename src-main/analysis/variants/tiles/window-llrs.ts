import { createHash } from 'node:crypto';
import { MegabaseError, defined } from '../../../contract/index.ts';
import { computePass, engineVersion, type Reply } from '../../../engine/index.ts';
import { describeNetwork } from '../../../model/index.ts';
import {
  baseTokens,
  maskToken,
  tokenEdit,
  type BaseEdit,
  type Edit,
} from '../../../sequence/index.ts';
import type { AnalysisContext } from '../../environment/index.ts';
import { BatchedResultWriter, type PerturbationSettings } from '../../perturbations/index.ts';
import { answeredBy, jobModel, passListener } from '../../run/index.ts';
import { paddedTokens, windowsPerPass } from '../../windows/index.ts';
import { isSubstitution, substitutionLlr } from '../readings/index.ts';

/** The log-likelihood ratios of a substitution; undefined where nothing tells them. */
export interface WindowLlrs {
  readonly llr?: number | undefined;
  readonly maskedLlr?: number | undefined;
}

export interface WindowOptions extends PerturbationSettings {
  /** Tokens of a window, even. */
  readonly window: number;
  readonly masked: boolean;
}

/** A window of the genome round one substitution. */
interface Window {
  readonly tokens: Uint8Array;
  /** The substitution, tokens counted from the window's start. */
  readonly edit: Edit;
}

/**
 * The log-likelihood ratios of substitutions, each in a window of its own with its first base at index
 * `window / 2 - 1`, as PlantCAD has it: what stands further away does not count. Beyond the contig's
 * ends the window holds N. Undefined for what is no substitution. In the variants' order.
 *
 * Errors: those of the genome and the pass.
 */
export async function windowLlrs(
  contig: string,
  variants: readonly BaseEdit[],
  options: WindowOptions,
  context: AnalysisContext,
): Promise<(WindowLlrs | undefined)[]> {
  const llrs: (WindowLlrs | undefined)[] = variants.map(() => undefined);
  const scored = [...variants.keys()].filter((v) =>
    hasWindow(defined(variants[v]), options.window),
  );
  if (scored.length === 0) return llrs;
  const maxWindows = windowsPerPass(options.window, context.model, options);
  const batchSize = Math.max(1, Math.floor(maxWindows / (options.masked ? 2 : 1)));
  for (let i = 0; i < scored.length; i += batchSize) {
    const batch = scored.slice(i, i + batchSize);
    const windows: Window[] = [];
    for (const v of batch) {
      windows.push(await cutWindow(contig, defined(variants[v]), options.window, context));
    }
    const found = await scoreWindows(windows, options, context);
    batch.forEach((v, w) => (llrs[v] = found[w]));
  }
  return llrs;
}

/** Whether a variant is a substitution whose far end lies within its window, too. */
export function hasWindow({ start, end, bases }: BaseEdit, window: number): boolean {
  return bases.length === end - start && end - start <= window / 2;
}

async function cutWindow(
  contig: string,
  edit: BaseEdit,
  length: number,
  context: AnalysisContext,
): Promise<Window> {
  const start = edit.start - (length / 2 - 1);
  const tokens = await paddedTokens({ contig, start, end: start + length }, context);
  return { tokens, edit: tokenEdit(edit, start) };
}

/** From the cache, the others computed and stored. */
async function scoreWindows(
  windows: readonly Window[],
  options: WindowOptions,
  given: AnalysisContext,
): Promise<WindowLlrs[]> {
  const context = answeredBy(given, options.provider);
  const run = `windows ${engineVersion} ${context.model.identity.hash}`;
  const keys = windows.map(({ tokens, edit }) =>
    createHash('sha256')
      .update(JSON.stringify([edit.start, [...edit.tokens], options.masked]))
      .update(tokens)
      .digest('hex'),
  );
  const cached = context.cache?.findEdits(run, keys);
  const open = keys.filter((key) => !cached?.has(key));
  if (open.length > 0 && context.cachedOnly) {
    const what = `${open.length} of ${windows.length} windows that were read`;
    throw new MegabaseError('cache-missing', `${what} are no longer in the cache.`);
  }
  const fresh = new Map<string, Float32Array>();
  if (open.length > 0) {
    const wanted = open.map((key) => defined(windows[keys.indexOf(key)]));
    const values = await computeWindows(wanted, options, context);
    const writer = new BatchedResultWriter(run, context);
    for (const [i, key] of open.entries()) {
      fresh.set(key, defined(values[i]));
      writer.add(key, { info: {}, values: defined(values[i]) });
    }
    writer.flush();
  }
  return keys.map((key) => {
    const [llr, maskedLlr] = fresh.get(key) ?? defined(defined(cached).get(key)).values;
    return { llr: known(llr), maskedLlr: known(maskedLlr) };
  });
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** `[unmasked, masked]` of each window; NaN where nothing tells it. */
async function computeWindows(
  windows: readonly Window[],
  { window, masked, provider, threads, scan, chunk, memory }: WindowOptions,
  context: AnalysisContext,
): Promise<Float32Array[]> {
  const { graphs, signal, startComputeProcess } = context;
  const { model } = context.model;
  const network = describeNetwork(model);
  const sequences = windows.map(({ tokens }) => tokens);
  if (masked) sequences.push(...windows.map(maskedTokens));
  const rows = sequences.map((_, i) => {
    const { edit } = defined(windows[i % windows.length]);
    return new Float32Array(edit.tokens.length * baseTokens.length).fill(NaN);
  });
  const tokens = Uint8Array.from(Buffer.concat(sequences));
  const job = {
    ...{ provider, threads, scan, chunk, memory },
    ...jobModel(context.model),
    ...{ tokens, start: 0, window, graphs },
    raw: { start: 0, end: tokens.length },
  };
  const listener = passListener(context, (reply) => {
    if (reply.kind !== 'raw') return;
    // A reply is one window's, which may have several: a device that is full is given smaller chunks.
    const index = Math.floor(reply.start / window);
    const { edit } = defined(windows[index % windows.length]);
    // A causal model's logits tell the next base.
    const first = index * window + edit.start - (network.causal ? 1 : 0);
    takeRows(defined(rows[index]), reply, first, network);
  });
  await computePass(job, listener, signal, startComputeProcess);
  return windows.map(({ tokens, edit }, i) =>
    Float32Array.of(
      llrOf(rows[i], tokens, edit),
      llrOf(masked ? rows[windows.length + i] : undefined, tokens, edit),
    ),
  );
}

function maskedTokens({ tokens, edit }: Window): Uint8Array {
  return tokens.slice().fill(maskToken, edit.start, edit.end);
}

/** Takes what a reply has of the four bases' logits at the tokens from `first` on. */
function takeRows(
  rows: Float32Array,
  { start, tokens, logits }: Pick<Extract<Reply, { kind: 'raw' }>, 'start' | 'tokens' | 'logits'>,
  first: number,
  { vocabSize }: { readonly vocabSize: number },
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = first + Math.floor(i / baseTokens.length) - start;
    if (row < 0 || row >= tokens) continue;
    rows[i] = logits[row * vocabSize + defined(baseTokens[i % baseTokens.length])]!;
  }
}

/** NaN where nothing tells it. */
function llrOf(rows: Float32Array | undefined, tokens: Uint8Array, edit: Edit): number {
  if (rows === undefined || !isSubstitution(edit)) return NaN;
  // The sum of exponentials cancels in a ratio of two bases of one row.
  return substitutionLlr(tokens, edit, rows) ?? NaN;
}
