import {
  formatBytes,
  isMegabaseError,
  MegabaseError,
  type Provider,
  type SpillChoice,
} from '../../contract/index.ts';
import { allotment } from '../../home/index.ts';
import { describeNetwork, type ModelPackage, type NetworkShape } from '../../model/index.ts';
import { ChunkPlan } from '../../sequence/index.ts';
import type { PassMemory } from '../jobs/index.ts';
import { bufferLimit } from './buffer-limit.ts';

/**
 * The process itself, ONNX Runtime and a small model's graphs: 190 to 200 MB resident at the peak,
 * measured over passes of 20 to 200 kbp in chunks of 256 to 65,536.
 */
export const baseBytes = 220e6;

/** Most that the intermediate values of one chunk may take; more did not make the pass faster. */
const workingBudget = 256e6;

/** Share of the free memory that a pass takes where nobody says how much: others need some, too. */
const shareOfFree = 0.8;

/** Most that is kept of input projections beside the tensors; see `keptBytes`. */
const mostKept = 2 ** 29;

/** Width from which on it takes longer to compute an input projection again than to write and read it. */
const leastKeptWidth = 128;

/** Most that graphs may take which are opened before their layer's turn, bytes, and the share of what the pass may take. */
const aheadBudget = 64e6;
const aheadShare = 0.05;

/** Chunks of a tensor on their way from or to its file, at the most. */
const chunksOnTheWay = 8;

/**
 * What a pass may take, bytes: what somebody says, or a share of what is free or was given to the job, as
 * far as this process can.
 */
export function allowedMemory(wanted?: number, limit = bufferLimit()): number {
  return Math.min(wanted ?? shareOfFree * allotment().memory.amount, limit);
}

/** Bytes of one token's residuals and partial: one partial serves all strands, one after the other. */
function bytesPerToken({ strands, d, forwardPartialWidth }: NetworkShape): number {
  return 4 * (strands * d + forwardPartialWidth);
}

/** Least and most tokens of a chunk that nobody chose. */
const leastTokens = 256;
const mostTokens = 8192;

/** A pass whose chunks are to be chosen. */
export interface UncutPass {
  readonly length: number;
  /** As for `planMemory`; default `auto`. */
  readonly spill?: SpillChoice | undefined;
}

/**
 * Tokens a chunk: as many as fit the budget, between 256 and 8,192. Larger ones fall out of the
 * processor's caches, smaller ones pay for every call. A pass that fits in chunks of 256 fits in these.
 */
export function chooseChunk(network: NetworkShape, pass: UncutPass, memoryBytes: number): number {
  const budget = Math.min(workingBudget, memoryBytes / 8);
  const fitting = budget / (4 * network.workingFloats);
  let chunk = 2 ** Math.floor(Math.log2(Math.min(mostTokens, Math.max(leastTokens, fitting))));
  const { length, spill = 'auto' } = pass;
  while (chunk > leastTokens && leastBytes(network, { length, chunk }, spill) > memoryBytes)
    chunk /= 2;
  return chunk;
}

/**
 * Most tokens of a chunk of the native runner: a call costs a millisecond in which threads are woken and wait for each
 * other, so one over narrow tensors, whose tokens take little time, is longer, as long as its tensors take no more than
 * `longBytes`. Beyond 65,536 tokens, 1 % of the tutorial Hawk's time would be gained.
 */
const mostRunnerTokens = { wide: 16_384, narrow: 65_536 } as const;
const longBytes = 2 ** 25;

/** Most bytes of a chunk's tensors on their way from or to a file: those of 16,384 tokens of a Hawk 512 wide. */
const runnerBudget = 2 ** 29;

/**
 * Tokens a chunk of the native runner, which holds the intermediate values of a few blocks at a time, however long
 * the chunk: the longer, the less often its threads wait for the next. A pass that fits in shorter ones still fits.
 */
export function chooseRunnerChunk(
  network: NetworkShape,
  pass: UncutPass,
  memoryBytes: number,
): number {
  const { length, spill = 'auto' } = pass;
  const least = chooseChunk(network, pass, memoryBytes);
  const perToken = bytesPerToken(network);
  const { wide, narrow } = mostRunnerTokens;
  const most = Math.max(wide, Math.min(narrow, longBytes / perToken));
  const left = memoryBytes - fixedBytes(network, { length, chunk: least });
  const budget = Math.min(runnerBudget, memoryBytes / 8, left / 2);
  const fitting = Math.min(most, budget / (chunksOnTheWay * perToken));
  let chunk = 2 ** Math.floor(Math.log2(Math.max(least, fitting)));
  const fits = () => leastBytes(network, { length, chunk, atOnce: least }, spill) <= memoryBytes;
  while (chunk > least && !fits()) chunk /= 2;
  return chunk;
}

/**
 * Most tokens that a GPU is given in one call. The convolution of ONNX Runtime's CUDA provider takes
 * `(3 + tokens + 4) x 4` bytes of shared memory a block, of which the smallest cards have 48 KB.
 */
const mostGpuTokens = 12_288;

/** What a pass's chunks depend on. */
export interface WantedChunks extends UncutPass {
  readonly window?: number | undefined;
  /** Tokens a chunk, as somebody wants it. */
  readonly chunk?: number | undefined;
  readonly provider: Provider;
}

/**
 * Tokens a chunk of a pass. A window is read at once where the memory holds it: its state is needed
 * nowhere else, and both directions share what goes in.
 */
export function passChunk(
  network: NetworkShape,
  { length, window, chunk, provider, spill }: WantedChunks,
  memoryBytes: number,
): number {
  const fits =
    window !== undefined && estimateMemory(network, { length, chunk: window }) <= memoryBytes;
  const wanted = chunk ?? (fits ? window : chooseChunk(network, { length, spill }, memoryBytes));
  return provider === 'cpu' ? wanted : Math.min(wanted, mostGpuTokens);
}

/**
 * What a pass over `length` tokens takes at its peak with all tensors in memory, bytes. Where more is allowed, it may
 * keep `keptBytes` beside.
 */
export function estimateMemory(network: NetworkShape, pass: PlannedPass): number {
  return fixedBytes(network, pass) + pass.length * bytesPerToken(network);
}

/** All but the tensors. */
function fixedBytes(network: NetworkShape, { length, chunk, atOnce = chunk }: PlannedPass): number {
  // 1 byte a token id and its reverse, 12 for what the head says.
  const perToken = 2 + 12;
  const working = 4 * network.workingFloats * Math.min(atOnce, length);
  // What a longer chunk becomes lies beside what it was.
  const longer = Math.max(0, Math.min(chunk, length) - atOnce) * bytesPerToken(network);
  return baseBytes + length * perToken + working + longer;
}

/**
 * Bytes that a pass may keep of what the two scans of a layer have in common, their input projection: half of what
 * the estimate leaves. Only the native runner does. What it takes less than the operators of that estimate is no
 * room for it: weights and the runner's blocks, the larger the more threads, are in none.
 */
export function keptBytes(network: NetworkShape, pass: PlannedPass, memoryBytes: number): number {
  if (network.d < leastKeptWidth) return 0;
  const left = memoryBytes - estimateMemory(network, pass);
  return Math.min(mostKept, Math.max(0, left / 2));
}

/** Whether the graphs of a layer may be open while another one computes. `layerBytes`: what they take. */
export function mayOpenAhead(layerBytes: number, memoryBytes: number): boolean {
  return layerBytes <= Math.min(aheadBudget, aheadShare * memoryBytes);
}

/** A pass whose memory is to be planned. */
export interface PlannedPass {
  readonly length: number;
  readonly chunk: number;
  readonly window?: number | undefined;
  /** Tokens whose intermediate values are held at once, where that is less than a chunk. */
  readonly atOnce?: number;
  /** Bytes that something else takes beside it. */
  readonly besides?: number;
}

/** What a pass takes at its peak where `spill` leaves as little of the tensors in memory as it may, bytes. */
function leastBytes(network: NetworkShape, pass: PlannedPass, spill: SpillChoice): number {
  const whole = estimateMemory(network, pass);
  if (spill === 'never') return whole;
  const onTheWay = chunksOnTheWay * pass.chunk * bytesPerToken(network);
  // Of a few chunks, all in memory take less than all on their way.
  return Math.min(whole, fixedBytes(network, pass) + onTheWay);
}

/**
 * How many chunks of each tensor stay in memory; all where they fit, and the rest goes to a file
 * where `spill` allows it. Refuses a pass that will not fit before anything is computed. Error:
 * `memory-short`.
 */
export function planMemory(
  network: NetworkShape,
  pass: PlannedPass,
  memoryBytes: number,
  spill: SpillChoice,
): number {
  const { length, chunk, window, besides = 0 } = pass;
  const { count } = new ChunkPlan(length, chunk, window);
  const whole = estimateMemory(network, pass) + besides;
  const chunkBytes = chunk * bytesPerToken(network);
  const needed = leastBytes(network, pass, spill) + besides;
  if (needed > memoryBytes) throw memoryShort(pass, needed, memoryBytes);
  if (spill === 'always') return 0;
  if (whole <= memoryBytes) return count;
  return Math.min(count - 1, Math.floor((memoryBytes - needed) / chunkBytes));
}

/**
 * How many windows of `length` tokens fit the memory in one pass, at least one; see `PassJob.window`.
 * Error: `model-tiled` for a model without a state to reset between them.
 */
export function windowsThatFit(model: ModelPackage, length: number, memoryBytes: number): number {
  const network = describeNetwork(model);
  const chunk = passChunk(network, { length, window: length, provider: 'cpu' }, memoryBytes);
  const one = estimateMemory(network, { length, chunk });
  const each = estimateMemory(network, { length: 2 * length, chunk }) - one;
  return 1 + Math.max(0, Math.floor((memoryBytes - one) / each));
}

/** What of the residuals and the partial lies in files, bytes. */
export function spilledBytes(
  network: NetworkShape,
  { length, chunk, window }: PlannedPass,
  resident: number,
): number {
  const held = new ChunkPlan(length, chunk, window).range(resident).start;
  return Math.max(0, length - held) * bytesPerToken(network);
}

/**
 * What a pass will take, bytes, where it may take so much memory, without `keptBytes`; `spill` as for `planMemory`.
 */
export function foreseePass(
  network: NetworkShape,
  pass: PlannedPass,
  memoryBytes: number,
  spill: SpillChoice,
): PassMemory {
  const whole = estimateMemory(network, pass);
  try {
    const spilled = spilledBytes(network, pass, planMemory(network, pass, memoryBytes, spill));
    return { memoryBytes: whole - spilled, spilledBytes: spilled };
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    // It will be refused; this is why.
    return { memoryBytes: whole, spilledBytes: 0 };
  }
}

function memoryShort(
  { length, window }: PlannedPass,
  needed: number,
  memoryBytes: number,
): MegabaseError {
  const how =
    window === undefined ? 'in one pass' : `in windows of ${window.toLocaleString('en-US')} bp`;
  return new MegabaseError(
    'memory-short',
    `Reading ${length.toLocaleString('en-US')} bp ${how} with this model takes about ` +
      `${formatBytes(needed)} of memory; ${formatBytes(memoryBytes)} may be used.`,
  );
}

/** Disk that a pass's values take there: one residual more than there are strands, and a partial. */
export function checkpointBytes(
  { strands, d, forwardPartialWidth }: NetworkShape,
  length: number,
): number {
  return 4 * length * ((strands + 1) * d + forwardPartialWidth);
}
