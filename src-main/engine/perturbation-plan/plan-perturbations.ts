import { isMegabaseError, type Provider, type SpillChoice } from '../../contract/index.ts';
import { packedWidth, type NetworkShape } from '../../model/index.ts';
import type { Edit } from '../../sequence/index.ts';
import { estimateMemory, passChunk, planMemory, spilledBytes } from '../memory/index.ts';
import { BlockGrid } from './block-grid.ts';

/** Most tokens of a chain: what it computes beyond where the states agree is lost. */
export const mostChainTokens = 2048;

/** Shares of the memory: of the states at the borders of chunks, and of the pass where it may spill. */
const borderShare = 0.15;
const passShare = 0.6;

/** Shares of what the pass and the borders leave: of slabs, and of edited sequences. */
const slabShare = 0.6;
const perturbedShare = 0.15;

/** Up to so much, slabs are kept of all that is read, for far effects need them; bytes. */
const wholeBytes = 3e9;

/** Most that the states at all borders may take on a GPU, where blocks are chunks; bytes. */
const gpuBorderBytes = 256e6;

/** Narrower networks are read in larger pieces: there a call costs more than what it computes. */
const wideNetwork = 128;

/** What a perturbation job reads, in which pieces, and what memory it may take for what. */
export interface PerturbationPlan {
  readonly grid: BlockGrid;
  /** Chunks of the pass's tensors that stay in memory. */
  readonly resident: number;
  readonly spilledBytes: number;
  /** Bytes of the pass and the states at the borders. */
  readonly usedBytes: number;
  /** Chunks whose slabs are kept as they are read, by strand. */
  readonly kept: readonly ReadonlySet<number>[];
  /** Bytes that slabs may take, and that those of all that is read would. */
  readonly slabBytes: number;
  readonly allSlabBytes: number;
  /** Bytes that edited sequences side by side may take. */
  readonly perturbedBytes: number;
  /** Bytes that there are for one that needs more: all that the slabs leave. */
  readonly spareBytes: number;
  /** Bytes that one of them takes at the most, where all of it changes. */
  readonly mostBytes: number;
}

/** A perturbation job as its plan depends on it. */
interface PlannedJob {
  readonly length: number;
  readonly provider: Provider;
  /** Tokens a block and a chunk, where somebody wants them. */
  readonly block?: number | undefined;
  readonly chunk?: number | undefined;
  readonly spill: SpillChoice;
  readonly edits: Iterable<Edit>;
}

/**
 * Blocks are what a perturbed sequence is compared by: the smaller, the less is computed in vain, and the
 * more states are to be kept. 64 tokens of a wide network, 128 of a narrow one. The states at all their
 * borders would be as large as the residuals, so they are kept of chunks, and of blocks in slabs only.
 * Error: `memory-short`.
 */
export function planPerturbations(
  network: NetworkShape,
  job: PlannedJob,
  memory: number,
): PerturbationPlan {
  const { length } = job;
  const grid = cut(network, job, memory);
  const borders = grid.chunks.count * borderBytes(network);
  const pass = { length, chunk: grid.chunks.size, besides: borders + walkBytes(network, grid) };
  const resident = planResident(network, pass, job.spill, memory);
  const spilled = spilledBytes(network, pass, resident);
  const used = estimateMemory(network, { length, chunk: pass.chunk }) - spilled + borders;
  const left = memory - used;
  const all = slabBytes(network, grid) * grid.chunks.count * network.strands;
  const isWhole = all <= Math.min(slabShare * left, wholeBytes);
  const room = isWhole ? all : slabShare * left;
  return {
    ...{ grid, resident, slabBytes: room, usedBytes: used, allSlabBytes: all },
    spilledBytes: spilled,
    kept: isWhole ? allChunks(network, grid) : chunksRoundEdits(network, grid, job.edits, room),
    // With what the slabs do not need.
    perturbedBytes: perturbedShare * left + (slabShare * left - room),
    spareBytes: left - room,
    mostBytes: mostBytes(network, grid),
  };
}

function cut(network: NetworkShape, job: PlannedJob, memory: number): BlockGrid {
  const { length, provider } = job;
  if (provider !== 'cpu') {
    const wanted = job.chunk ?? gpuChunk(network, length);
    const chunk = passChunk(network, { length, chunk: wanted, provider }, memory);
    return new BlockGrid(length, chunk, 1);
  }
  const isWide = network.d >= wideNetwork;
  const block = Math.min(length, job.block ?? (isWide ? 64 : 128));
  let chunk = job.chunk ?? (isWide ? 512 : 2048);
  if (job.chunk === undefined) {
    // States are compared with those at some borders, as many as tell how large they are.
    while (chunk > block && length / chunk < 8) chunk /= 2;
    const bordersOf = (size: number) => (length / size) * borderBytes(network);
    const slabOf = (size: number) => slabBytes(network, new BlockGrid(length, block, size / block));
    // What larger chunks save of the borders they take for their slabs.
    while (
      chunk < 8192 &&
      bordersOf(chunk) > borderShare * memory &&
      bordersOf(chunk) > 2 * slabOf(chunk)
    )
      chunk *= 2;
  }
  return new BlockGrid(length, block, Math.max(1, Math.ceil(chunk / block)));
}

/** Where the pass may spill it leaves some memory to what follows it. */
function planResident(
  network: NetworkShape,
  pass: { readonly length: number; readonly chunk: number; readonly besides: number },
  spill: SpillChoice,
  memory: number,
): number {
  if (spill === 'never') return planMemory(network, pass, memory, spill);
  try {
    return planMemory(network, pass, passShare * memory, spill);
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    return planMemory(network, pass, memory, spill);
  }
}

function allChunks({ strands }: NetworkShape, { chunks }: BlockGrid): Set<number>[] {
  return Array.from({ length: strands }, () => new Set(Array(chunks.count).keys()));
}

/** Those round the edits as far as there is room. */
function chunksRoundEdits(
  network: NetworkShape,
  grid: BlockGrid,
  edits: Iterable<Edit>,
  room: number,
): Set<number>[] {
  const { strands } = network;
  const { count, size } = grid.chunks;
  const kept = Array.from({ length: strands }, () => new Set<number>());
  const each = slabBytes(network, grid);
  let left = Math.floor(room / each);
  for (const { start, end } of edits) {
    for (const [strand, set] of kept.entries()) {
      const [from, to] = strand === 0 ? [start, end] : [grid.length - end, grid.length - start];
      const first = Math.max(0, Math.floor((from - grid.size) / size));
      const last = Math.min(count - 1, Math.floor((to + grid.size) / size));
      for (let chunk = first; chunk <= last; chunk++) {
        if (set.has(chunk)) continue;
        if (left-- <= 0) return kept;
        set.add(chunk);
      }
    }
  }
  return kept;
}

/** A chunk of one strand with all its layers. */
function slabBytes({ d, forwardPartialWidth, layers }: NetworkShape, grid: BlockGrid) {
  const { size } = grid.chunks;
  const values = layers.reduce(
    (sum, { streamed }) => sum + d + (streamed.length > 1 ? forwardPartialWidth : 0),
    d,
  );
  const blocks = Math.ceil(size / grid.size);
  return 4 * (size * values + blocks * packedWidth({ layers }));
}

/** The least that slabs take while a change goes up the layers: of a few chunks of each strand one layer. */
function walkBytes(network: NetworkShape, grid: BlockGrid): number {
  const { strands, d, forwardPartialWidth, layers } = network;
  const { size } = grid.chunks;
  const blocks = Math.ceil(size / grid.size);
  const states = Math.max(...layers.map((layer) => packedWidth({ layers: [layer] })));
  const chunks = strands * (1 + Math.ceil(mostChainTokens / size));
  return 4 * chunks * (size * (2 * d + forwardPartialWidth) + blocks * states);
}

/** What two scans of each kind give, and the states of one, in buffers up to twice as long. */
function mostBytes({ d, forwardPartialWidth, layers, strands }: NetworkShape, grid: BlockGrid) {
  const states = Math.max(...layers.map((layer) => packedWidth({ layers: [layer] })));
  const values = grid.length * 2 * (d + forwardPartialWidth) + grid.count * states;
  return 2 * 4 * strands * values;
}

/** The states of all scans of all strands. */
function borderBytes(network: NetworkShape): number {
  return 4 * network.strands * packedWidth(network);
}

/** A block is a chunk there, for a call costs much: as small as its borders' states allow. */
function gpuChunk(network: NetworkShape, length: number): number {
  const borders = gpuBorderBytes / borderBytes(network);
  return 2 ** Math.min(13, Math.max(11, Math.ceil(Math.log2(length / borders))));
}
