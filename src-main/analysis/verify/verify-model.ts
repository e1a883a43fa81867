import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MegabaseError, defined } from '../../contract/index.ts';
import { computePass, type BinPiece, type RawValues } from '../../engine/index.ts';
import {
  describeNetwork,
  ownTokenOf,
  tracksOutputs,
  type Manifest,
  type Vocabulary,
} from '../../model/index.ts';
import { Safetensors } from '../../formats/safetensors/index.ts';
import { wholeBins, interleave } from '../../sequence/index.ts';
import type { ComputeSettings, Environment } from '../environment/index.ts';
import { runAnalysis, textNote, type AnalysisEvent, type Running } from '../events/index.ts';
import { jobModel } from '../run/index.ts';
import { claimPassFolder } from '../../cache/index.ts';

/** How far one tensor is from its reference. */
export interface Comparison {
  readonly tensor: string;
  readonly largestDifference: number;
  /** Of the reference. */
  readonly standardDeviation: number;
  /** Largest difference over standard deviation. */
  readonly ratio: number;
}

export interface VerifySpec extends Omit<ComputeSettings, 'memory'> {
  /** `expected.safetensors` of the model's folder where absent. */
  readonly reference?: string | undefined;
}

/** A model, and where its pass keeps what it writes. */
type VerifyEnvironment = Pick<Environment, 'model' | 'graphs' | 'scratch' | 'startComputeProcess'>;

/**
 * Runs the model on a reference's tokens and compares every tensor the reference holds: `logits
 * [1,P,v]` and `last_hidden_state [1,P,width]` at `positions [P]`, `tracks [1,bins,tracks]`.
 *
 * Errors: `file-missing`, `safetensors-format`, and those of the pass.
 */
export function verifyModel(
  environment: VerifyEnvironment,
  spec: VerifySpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Comparison[]>> {
  return runAnalysis(signal, (running) => compareAll(spec, { ...environment, ...running }));
}

async function compareAll(
  { reference: given, provider, threads, scan, chunk, spill }: VerifySpec,
  context: VerifyEnvironment & Running,
): Promise<Comparison[]> {
  const { graphs, emit, signal, startComputeProcess } = context;
  const { model } = context.model;
  const { vocabSize, hiddenWidth, vocabulary } = describeNetwork(model);
  const path = given ?? join(model.folder, 'expected.safetensors');
  if (!existsSync(path)) {
    if (given !== undefined) {
      throw new MegabaseError('file-missing', `There is no reference ${path} to compare with.`);
    }
    throw new MegabaseError(
      'usage',
      `${model.manifest.name} has no expected.safetensors, as published models have none: there is nothing to compare ` +
        'it with. native-models/README.md says what it holds; put one into its folder and import that.',
    );
  }
  const reference = Safetensors.open(path);
  const scratch = claimPassFolder('verify', { scratch: context.scratch });
  try {
    expectReference(path, reference);
    const tokens = ownTokensOf(path, reference.integers('input_ids'), vocabulary);
    const positions = reference.integers('positions');
    const [output] = tracksOutputs<Manifest>(model.ownManifest);
    const bins = output ? wholeBins({ start: 0, end: tokens.length }, output.bin).count : 0;
    const got = {
      logits: new Float32Array(tokens.length * vocabSize),
      hidden: new Float32Array(tokens.length * hiddenWidth),
      tracks: new Float32Array(bins * (output?.tracks.length ?? 0)),
    };
    const job = {
      ...jobModel(context.model),
      tokens,
      start: 0,
      ...{ provider, threads, scan, chunk, spill, graphs },
      scratch: scratch?.path,
      raw: { start: 0, end: tokens.length },
    };
    const takeRaw = ({ start, logits, hidden }: RawValues) => {
      got.logits.set(logits, start * vocabSize);
      got.hidden.set(hidden, start * hiddenWidth);
    };
    const takeTracks = ({ first, values }: BinPiece) =>
      got.tracks.set(interleave(values), first * values.length);
    await computePass(
      job,
      {
        onReply(reply) {
          if (reply.kind === 'begun') {
            emit({ kind: 'note', note: { kind: 'compute', begun: reply } });
          }
          if (reply.kind === 'progress') emit({ kind: 'progress', progress: reply.progress });
          if (reply.kind === 'raw') takeRaw(reply);
          if (reply.kind === 'tracks' && output) takeTracks(defined(reply.pieces[0]));
        },
        onNote: (note) => emit(textNote(note)),
      },
      signal,
      startComputeProcess,
    );
    const candidates = {
      logits: atPositions(got.logits, positions, vocabSize),
      last_hidden_state: atPositions(got.hidden, positions, hiddenWidth),
      tracks: got.tracks,
    };
    return Object.entries(candidates)
      .filter(([tensor]) => reference.tensors.has(tensor))
      .map(([tensor, values]) => {
        const expected = reference.floats(tensor);
        if (tensor !== 'logits' || !vocabulary) return compare(path, tensor, values, expected);
        // Of tokens that are never read, neither is asked.
        const width = defined(defined(reference.tensors.get(tensor)).shape.at(-1));
        const known = vocabulary.ids.flatMap((id, token) => (id === null ? [] : [{ id, token }]));
        const [tokens, ids] = [known.map(({ token }) => token), known.map(({ id }) => id)];
        return compare(
          ...([path, tensor] as const),
          pickColumns(values, vocabSize, tokens),
          pickColumns(expected, width, ids),
        );
      });
  } finally {
    scratch?.release();
    reference.close();
  }
}

/** What the model's own ids say, in our vocabulary. */
function ownTokensOf(
  path: string,
  ids: Int32Array,
  vocabulary: Vocabulary | undefined,
): Uint8Array<ArrayBuffer> {
  if (vocabulary === undefined) return Uint8Array.from(ids);
  return Uint8Array.from(ids, (id) => {
    const token = ownTokenOf(vocabulary, id);
    if (token !== undefined) return token;
    throw new MegabaseError(
      'usage',
      `${path}: input_ids has token ${id}, which is neither a base nor N nor the mask.`,
    );
  });
}

/** Some columns of `values [rows, width]`. */
function pickColumns(
  values: Float32Array,
  width: number,
  columns: readonly number[],
): Float32Array<ArrayBuffer> {
  const n = columns.length;
  return Float32Array.from({ length: (values.length / width) * n }, (_, i) => {
    return values[Math.floor(i / n) * width + defined(columns[i % n])]!;
  });
}

/** Without a tensor to compare with, any model would pass. */
function expectReference(path: string, { tensors }: Safetensors): void {
  const has = (name: string) => tensors.has(name);
  const compared = ['logits', 'last_hidden_state', 'tracks'];
  if (has('input_ids') && has('positions') && compared.some(has)) return;
  const found = [...tensors.keys()].slice(0, 5).join(', ');
  throw new MegabaseError(
    'usage',
    `${path} is not a reference: expected tensors input_ids, positions and any of ` +
      `${compared.join(', ')}; found ${found || 'none'}.`,
  );
}

function atPositions(
  values: Float32Array,
  positions: Int32Array,
  width: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(positions.length * width);
  for (const [row, position] of positions.entries()) {
    result.set(values.subarray(position * width, (position + 1) * width), row * width);
  }
  return result;
}

function compare(
  path: string,
  tensor: string,
  found: Float32Array,
  expected: Float32Array,
): Comparison {
  if (found.length !== expected.length) {
    throw new MegabaseError(
      'reference-differs',
      `${path}: "${tensor}" has ${expected.length} values, the model gives ${found.length}.`,
    );
  }
  let largestDifference = 0;
  let sum = 0;
  let squares = 0;
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs(found[i]! - value);
    // A NaN must not pass for a small difference, nor be forgotten.
    if (!(difference <= largestDifference) && !Number.isNaN(largestDifference)) {
      largestDifference = difference;
    }
    sum += value;
    squares += value * value;
  }
  const mean = sum / expected.length;
  const standardDeviation = Math.sqrt(Math.max(0, squares / expected.length - mean * mean));
  return {
    tensor,
    largestDifference,
    standardDeviation,
    ratio: largestDifference / standardDeviation,
  };
}
