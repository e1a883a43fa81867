import { defined, joinFloats, type Span } from '../../contract/index.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KeptEdit } from '../../cache/index.ts';
import type { BinPieces, PerturbationResult, PerturbationTask } from '../../engine/index.ts';
import { tracksOutputs, type Manifest } from '../../model/index.ts';

/** Goes up when what is told of a change differs, if within the tolerance, from what it was. */
const method = 2;

/** Key of a task's result: all that it depends on besides the reference sequence and the model. */
export function perturbationKey(task: PerturbationTask, tolerance: number): string {
  const { edits, tracks, insertion, distributions } = task;
  const content = {
    method,
    tolerance,
    tracks,
    insertion,
    distributions,
    edits: edits.map(({ start, end, tokens }) => [start, end, Buffer.from(tokens).toString('hex')]),
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** From the first token that a task is about to the last. */
export function changedSpan({ edits, distributions, around }: PerturbationTask): Span {
  const ranges = [around, distributions?.before, distributions?.after].filter(
    (one) => one !== undefined,
  );
  const known = ranges.filter(({ start, end }) => end > start);
  const spans = [{ start: defined(edits[0]).start, end: defined(edits.at(-1)).end }, ...known];
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

/** The same task in a sequence that begins `by` tokens earlier. */
export function moveTask(task: PerturbationTask, by: number): PerturbationTask {
  if (by === 0) return task;
  const { edits, distributions, around } = task;
  return {
    ...task,
    around: around && moveSpan(around, by),
    edits: edits.map((edit) => ({ ...edit, ...moveSpan(edit, by) })),
    distributions: distributions && {
      before: moveSpan(distributions.before, by),
      after: moveSpan(distributions.after, by),
    },
  };
}

/** The same result in a sequence that begins `by` tokens earlier. */
export function moveResult(result: PerturbationResult, by: number): PerturbationResult {
  return { ...result, window: moveSpan(result.window, by) };
}

function moveSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** Key of the reference sequence's own bins. */
export const referenceKey = 'unchanged';

/** Key of how likely the reference sequence is. */
export const likelihoodKey = 'likelihood';

const span = z.object({ start: z.number().int(), end: z.number().int() });
const piece = z.object({
  first: z.number().int(),
  tracks: z.number().int(),
  count: z.number().int(),
});
const record = z.object({
  window: span,
  /** A piece a head; of one head it stood alone in former versions. */
  bins: z.union([z.array(piece), piece.transform((one) => [one])]).optional(),
  before: z.number().int(),
  after: z.number().int(),
});

/** The bin in which an interval starts, by head that gives tracks. */
export function binOrigins(manifest: Manifest, start: number): number[] {
  return tracksOutputs(manifest).map(({ bin }) => Math.floor(start / bin));
}

/**
 * A result as it is stored. The same sequence may stand elsewhere, so bins count from `origins`, the
 * bins in which the interval starts.
 */
export function encodeResult(
  { window, bins, distributions }: Omit<PerturbationResult, 'task'>,
  origins: readonly number[],
): KeptEdit {
  const { before, after } = distributions ?? noDistributions;
  const tracks = bins?.flatMap(({ values }) => values) ?? [];
  const lie = bins?.map(({ first, values }, head) => ({
    first: first - defined(origins[head]),
    tracks: values.length,
    count: values[0]?.length ?? 0,
  }));
  return {
    info: { window, bins: lie, before: before.length, after: after.length },
    values: joinFloats([...tracks, before, after]),
  };
}

/** Undefined where what is stored is not what this version writes. */
export function decodeResult(
  { info, values }: KeptEdit,
  origins: readonly number[],
): Omit<PerturbationResult, 'task'> | undefined {
  const { data } = record.safeParse(info);
  if (data === undefined) return undefined;
  let end = 0;
  const take = (count: number) => values.subarray(end, (end += count));
  if (data.bins && data.bins.length !== origins.length) return undefined;
  const found = data.bins?.map(({ first, tracks, count }, head) => ({
    first: first + defined(origins[head]),
    values: Array.from({ length: tracks }, () => take(count)),
  }));
  const distributions =
    data.after > 0 ? { before: take(data.before), after: take(data.after) } : undefined;
  return end === values.length ? { window: data.window, bins: found, distributions } : undefined;
}

/** The reference sequence's own bins as they are stored. */
export function encodeReference(bins: BinPieces, origins: readonly number[]): KeptEdit {
  return encodeResult({ window: { start: 0, end: 0 }, bins }, origins);
}

/** How likely the reference sequence is, by window, as it is stored. */
export function encodeLikelihoods(means: Float32Array): KeptEdit {
  return { info: { windows: means.length }, values: means };
}

/** Undefined where what is stored is not what this version writes. */
export function decodeLikelihoods({ info, values }: KeptEdit): Float32Array | undefined {
  const { data } = z.object({ windows: z.literal(values.length) }).safeParse(info);
  return data && values;
}

const noDistributions = { before: new Float32Array(0), after: new Float32Array(0) };
