import { expect } from 'vitest';
import { joinFloats, type PassProgress } from '../../src-main/contract/index.ts';
import {
  computePass,
  type PassBegun,
  type PassJob,
  type Reply,
  type StartComputeProcess,
} from '../../src-main/engine/index.ts';
import { sameBits } from './compare.ts';
import { identifyModel, readModelPackage } from '../../src-main/model/index.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** A pass as a test asks for it; the rest is filled in. */
export interface PassOptions extends Partial<Omit<PassJob, 'model' | 'tokens'>> {
  /** Folder of the model package. */
  readonly model: string;
  readonly tokens: Uint8Array;
  /** Folder for compiled graphs; share one, or every pass compiles its own. */
  readonly graphs: string;
  /** Called with every reply as it comes. */
  readonly onReply?: (reply: Reply) => void;
  readonly signal?: AbortSignal;
  /** Where the process itself is what is tested: `forkComputeProcess`. */
  readonly startProcess?: StartComputeProcess;
}

/** All that a pass has said, put together. */
export interface PassResult {
  /** How the attempt that came to the end began. */
  readonly begun: PassBegun;
  /** Values of the raw range (the whole sequence unless asked otherwise), row-major by token. */
  readonly logits: Float32Array;
  readonly hidden: Float32Array;
  /** Whole bins of all heads; of the first one from bin `firstBin` of the contig on: `[tracks][bins]`. */
  readonly tracks: readonly Float32Array[];
  readonly firstBin: number;
  readonly logLikelihood: Float32Array;
  readonly entropy: Float32Array;
  readonly information: Float32Array;
  readonly progress: readonly PassProgress[];
  readonly notes: readonly string[];
  readonly peakBytes: number;
  readonly seconds: number;
}

/** Runs a pass through the engine's own door, in a compute process, and gathers its replies. */
export async function runPass(options: PassOptions): Promise<PassResult> {
  const { onReply, signal, startProcess = sharedComputeProcess, ...job } = options;
  const notes: string[] = [];
  // After a restart replies come again from the begin on.
  let replies: Reply[] = [];
  const model = readModelPackage(job.model, job.heads);
  await computePass(
    {
      modelHash: (await identifyModel(model)).hash,
      start: 0,
      provider: 'cpu',
      threads: 1,
      raw: { start: 0, end: job.tokens.length },
      ...job,
    },
    {
      onReply(reply) {
        if (reply.kind === 'begun') replies = [];
        replies.push(reply);
        onReply?.(reply);
      },
      onNote: (note) => notes.push(note),
    },
    signal,
    startProcess,
  );
  return gather(replies, notes);
}

/** Asserts that two passes have said the same, to the last bit. */
export function expectSameBits(actual: PassResult, expected: PassResult): void {
  for (const kind of ['logits', 'hidden', 'logLikelihood', 'entropy', 'information'] as const) {
    expect(expected[kind].length).toBeGreaterThan(0);
    expect(sameBits(actual[kind], expected[kind]), kind).toBe(true);
  }
  expect(actual.tracks).toHaveLength(expected.tracks.length);
  for (const [i, track] of expected.tracks.entries()) {
    expect(sameBits(actual.tracks[i]!, track), `track ${i}`).toBe(true);
  }
}

function gather(replies: readonly Reply[], notes: readonly string[]): PassResult {
  const likelihood = ofKind(replies, 'likelihood');
  const raw = ofKind(replies, 'raw');
  const heads = ofKind(replies, 'tracks').map((reply) => reply.pieces);
  const values = heads.map((pieces) => pieces.flatMap((piece) => piece.values));
  return {
    begun: ofKind(replies, 'begun')[0]!,
    logits: joinFloats(raw.map((reply) => reply.logits)),
    hidden: joinFloats(raw.map((reply) => reply.hidden)),
    tracks: (values[0] ?? []).map((_, i) => joinFloats(values.map((one) => one[i]!))),
    firstBin: heads[0]?.[0]?.first ?? 0,
    logLikelihood: joinFloats(likelihood.map((reply) => reply.logLikelihood)),
    entropy: joinFloats(likelihood.map((reply) => reply.entropy)),
    information: joinFloats(likelihood.map((reply) => reply.information)),
    progress: ofKind(replies, 'progress').map((reply) => reply.progress),
    notes,
    peakBytes: ofKind(replies, 'done')[0]!.peakBytes,
    seconds: ofKind(replies, 'done')[0]!.seconds,
  };
}

function ofKind<K extends Reply['kind']>(
  replies: readonly Reply[],
  kind: K,
): Extract<Reply, { kind: K }>[] {
  return replies.filter((reply): reply is Extract<Reply, { kind: K }> => reply.kind === kind);
}
