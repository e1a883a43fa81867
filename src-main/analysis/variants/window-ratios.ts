import { createHash } from 'node:crypto';
import { computePass, engineVersion } from '../../engine/index.ts';
import { describeNetwork } from '../../model/index.ts';
import {
  baseTokens,
  maskToken,
  tokenEdit,
  type BaseEdit,
  type Edit,
} from '../../sequence/index.ts';

import { type EditSettings, type EditTools, EditKeeper } from '../perturbations/index.ts';

import { paddedTokens, windowsPerPass } from '../windows/index.ts';

import { jobModel } from '../run/index.ts';
import { isSubstitution, substitutionLogRatio } from './log-ratio.ts';
import type { ScoreTools } from './score-tools.ts';

/** The log ratios of a substitution; undefined where nothing tells them. */
export interface WindowRatios {
  readonly logRatio?: number | undefined;
  readonly maskedLogRatio?: number | undefined;
}

export interface WindowOptions extends EditSettings {
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
 * The log ratios of substitutions, each in a window of its own with its first base at index
 * `window / 2 - 1`, as PlantCAD has it: what stands further away does not count. Beyond the contig's
 * ends the window holds N. Undefined for what is no substitution. In the variants' order.
 *
 * Errors: those of the genome and the pass.
 */
export async function windowRatios(
  contig: string,
  variants: readonly BaseEdit[],
  options: WindowOptions,
  tools: ScoreTools,
): Promise<(WindowRatios | undefined)[]> {
  const ratios: (WindowRatios | undefined)[] = variants.map(() => undefined);
  const scored = [...variants.keys()].filter((v) => {
    const { start, end, bases } = variants[v]!;
    // The far end of a longer one would lie outside its window.
    return bases.length === end - start && end - start <= options.window / 2;
  });
  if (scored.length === 0) return ratios;
  const together = windowsPerPass(options.window, tools.model, options);
  const perPass = Math.max(1, Math.floor(together / (options.masked ? 2 : 1)));
  for (let i = 0; i < scored.length; i += perPass) {
    const some = scored.slice(i, i + perPass);
    const windows: Window[] = [];
    for (const v of some)
      windows.push(await cutWindow(contig, variants[v]!, options.window, tools));
    const found = await known(windows, options, tools);
    some.forEach((v, w) => (ratios[v] = found[w]));
  }
  return ratios;
}

async function cutWindow(
  contig: string,
  edit: BaseEdit,
  length: number,
  tools: ScoreTools,
): Promise<Window> {
  const start = edit.start - (length / 2 - 1);
  const tokens = await paddedTokens({ contig, start, end: start + length }, tools);
  return { tokens, edit: tokenEdit(edit, start) };
}

/** Ratios from the cache, the others computed and kept. */
async function known(
  windows: readonly Window[],
  options: WindowOptions,
  tools: EditTools,
): Promise<WindowRatios[]> {
  const run = `windows ${engineVersion} ${tools.model.identity.hash}`;
  const keys = windows.map(({ tokens, edit }) =>
    createHash('sha256')
      .update(JSON.stringify([edit.start, [...edit.tokens], options.masked]))
      .update(tokens)
      .digest('hex'),
  );
  const kept = tools.cache?.findEdits(run, keys);
  const open = keys.filter((key) => !kept?.has(key));
  const fresh = new Map<string, Float32Array>();
  if (open.length > 0) {
    const keeper = new EditKeeper(tools.cache, run, (note) => tools.listener.onNote(note));
    const values = await read(
      open.map((key) => windows[keys.indexOf(key)]!),
      options,
      tools,
    );
    for (const [i, key] of open.entries()) {
      fresh.set(key, values[i]!);
      keeper.keep(key, { info: {}, values: values[i]! });
    }
    keeper.flush();
  }
  return keys.map((key) => {
    const [logRatio, maskedLogRatio] = fresh.get(key) ?? kept!.get(key)!.values;
    return { logRatio: told(logRatio), maskedLogRatio: told(maskedLogRatio) };
  });
}

function told(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

/** `[unmasked, masked]` of each window; NaN where nothing tells it. */
async function read(
  windows: readonly Window[],
  options: WindowOptions,
  tools: EditTools,
): Promise<Float32Array[]> {
  const { window, masked } = options;
  const { model } = tools.model;
  const network = describeNetwork(model);
  const sequences = windows.map(({ tokens }) => tokens);
  if (masked) sequences.push(...windows.map(maskedTokens));
  const values = windows.map(() => new Float32Array(2).fill(NaN));
  const listener = tools.listener;
  const tokens = Uint8Array.from(Buffer.concat(sequences));
  const job = {
    ...options,
    ...jobModel(tools.model),
    tokens,
    start: 0,
    graphs: tools.graphs,
    raw: { start: 0, end: tokens.length },
  };
  await computePass(
    job,
    {
      onReply(reply) {
        if (reply.kind === 'begun') listener.onBegun(reply);
        if (reply.kind === 'progress') listener.onProgress(reply.progress);
        if (reply.kind !== 'raw') return;
        // A window is one chunk, and so one reply.
        const index = reply.start / window;
        const { tokens, edit } = windows[index % windows.length]!;
        const ratio = ratioOf(reply.logits, network, tokens, edit);
        values[index % windows.length]![index < windows.length ? 0 : 1] = ratio ?? NaN;
      },
      onNote: (note) => listener.onNote(note),
    },
    tools.signal,
    tools.startComputeProcess,
  );
  return values;
}

function maskedTokens({ tokens, edit }: Window): Uint8Array {
  return tokens.slice().fill(maskToken, edit.start, edit.end);
}

function ratioOf(
  logits: Float32Array,
  { vocabSize, causal }: { readonly vocabSize: number; readonly causal: boolean },
  tokens: Uint8Array,
  edit: Edit,
): number | undefined {
  if (!isSubstitution(edit)) return undefined;
  const rows = Float32Array.from({ length: edit.tokens.length * baseTokens.length }, (_, i) => {
    // A causal model's logits tell the next base.
    const row = edit.start + Math.floor(i / baseTokens.length) - (causal ? 1 : 0);
    return row < 0 ? NaN : logits[row * vocabSize + baseTokens[i % baseTokens.length]!]!;
  });
  // The sum of exponentials cancels in a ratio of two bases of one row.
  return substitutionLogRatio(tokens, edit, rows);
}
