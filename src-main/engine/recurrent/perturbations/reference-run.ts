import { defined } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import {
  type Checkpoint,
  type ChunkedTensor,
  Embedding,
  openPassTensors,
} from '../tensors/index.ts';
import { runLayers, type StepDone, type StrandScan } from '../pass.ts';
import type { ScanRunner, ScanStep, States } from '../scan-runner.ts';
import type { BlockGrid } from '../../perturbation-plan/index.ts';
import { BorderStates } from './border-states.ts';
import { ReferenceSlab } from './reference-slab.ts';
import { statesOf, type ScanPool } from './scan-pool.ts';
import { SlabStore, type SlabUser } from './slab-store.ts';
import { OutputScales, StateTolerance } from './state-tolerance.ts';

export interface ReferenceContext {
  readonly pool: ScanPool;
  /** Bytes that slabs may take. */
  readonly room: number;
  /** Contig coordinate of the first token, 0-based. */
  readonly origin: number;
  /** The same of the sequence that was asked about, where this is its reverse complement. */
  readonly mirroredFrom?: number | undefined;
  /** Which chunks of each strand are to be kept as they are read. */
  readonly kept: readonly ReadonlySet<number>[];
  /** Of the pass's tensors: how many chunks stay in memory, and where the others go. */
  readonly resident: number;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * The pass over the unchanged sequence, kept so that changed ones can be compared with it and borrow
 * from it: the states at the borders of all chunks, the last layer's output, and slabs: chunks with all
 * that happens in them, block by block. Slabs of the chunks round edits are kept as they are read, as
 * far as there is room; others are computed again from the states when they are asked for.
 */
export class ReferenceRun {
  readonly network: Network;
  readonly grid: BlockGrid;
  readonly states: BorderStates;
  readonly embedding: Embedding;
  readonly slabs: SlabStore;
  /** Contig coordinate of the first token, 0-based. */
  readonly origin: number;
  /** See `EditedSequence`. */
  readonly mirrored: boolean;
  readonly #context: ReferenceContext;
  readonly #scales: OutputScales;
  /** By strand; in the end the output of the last layer. */
  #residuals: readonly ChunkedTensor[] = [];
  #loading: Promise<unknown> = Promise.resolve();

  constructor(network: Network, grid: BlockGrid, tokens: Uint8Array, context: ReferenceContext) {
    this.network = network;
    this.grid = grid;
    this.states = new BorderStates(network);
    this.embedding = new Embedding(network, grid.chunks, tokens);
    this.slabs = new SlabStore(context.room);
    this.origin = context.origin;
    this.mirrored = context.mirroredFrom !== undefined;
    this.#context = context;
    this.#scales = new OutputScales(network.layers.length);
  }

  /** Contig coordinate of a token of the first strand, 0-based, in the sequence that was asked about. */
  baseOf(token: number): number {
    const { mirroredFrom } = this.#context;
    if (mirroredFrom === undefined) return this.origin + token;
    return mirroredFrom + this.grid.length - 1 - token;
  }

  /** Reads the whole sequence. To be called once, first. */
  async run(onStep: (step: StepDone) => void): Promise<void> {
    const { network, grid, embedding } = this;
    const { pool, resident, checkpoint } = this.#context;
    const origin = { embedding, resident, checkpoint, alwaysStreamed: true };
    const tensors = await openPassTensors(network, grid.chunks, origin);
    this.#residuals = tensors.residuals;
    const start = { layer: 0, scan: 0 };
    await runLayers(network, tensors, start, {
      baseOf: (token) => this.baseOf(token),
      alwaysStreamed: true,
      checkpoint,
      openScan: (layer, scan) => pool.borrow(layer, scan),
      onStep,
      runChunk: (runner, step, place, chunk) => this.#read(runner, step, place, chunk),
    });
  }

  /** When states count as this run's. To be asked when it is done. */
  tolerance(of: number): Promise<StateTolerance> {
    const { pool } = this.#context;
    return StateTolerance.of(of, this.network, {
      pool,
      borders: this.states,
      scales: this.#scales,
    });
  }

  /**
   * A chunk's slab with a layer, what its scans leave after each block and what comes out of it, for
   * somebody who works at that layer.
   */
  async slab({ layer, strand, chunk }: ChunkPlace, user: SlabUser): Promise<ReferenceSlab> {
    const slab = this.slabs.find(strand, chunk) ?? this.#newSlab(strand, chunk);
    slab.users.add(user);
    const scans = defined(this.network.layers[layer]).streamed.length;
    if (slab.has(layer, scans)) return slab;
    slab.busy = slab.busy.then(() => this.#complete(slab, { layer, strand, chunk }));
    await slab.busy;
    return slab;
  }

  /** The states with which a scan enters a block. */
  async entering(place: StrandScan, block: number, user: SlabUser): Promise<States> {
    const { layer, strand, scan } = place;
    const isReverse =
      defined(defined(this.network.layers[layer]).streamed[scan]).direction === 'reverse';
    const chunk = this.grid.chunkOf(block);
    const { from, to } = this.grid.blocksOf(chunk);
    if (block === (isReverse ? to - 1 : from)) return this.states.entering(place, chunk);
    const slab = await this.slab({ layer, strand, chunk }, user);
    return slab.left(layer, scan, isReverse ? block + 1 : block - 1);
  }

  /** What comes out of the last layer in a chunk, `[t, d]`; good until it is asked again. */
  async output(strand: number, chunk: number): Promise<Float32Array> {
    const tensor = defined(this.#residuals[strand]);
    if (chunk < tensor.resident) return tensor.chunk(chunk);
    const loaded = this.#loading.then(async () => (await tensor.load(chunk)).slice());
    this.#loading = loaded.catch(() => undefined);
    return loaded;
  }

  /** Runs a chunk of the pass and keeps of it what is to be kept. */
  async #read(
    runner: ScanRunner,
    step: ScanStep,
    place: StrandScan,
    chunk: number,
  ): Promise<States> {
    this.states.keep(place, chunk, step.states);
    const { layer, strand, scan: index } = place;
    const scan = defined(defined(this.network.layers[layer]).streamed[index]);
    const left = defined(this.#context.kept[strand]).has(chunk)
      ? await this.#readInBlocks(step, place, chunk)
      : await runner.run(step);
    if (scan.writes === 'residual') this.#scales.add(layer, step.into, this.network.d);
    return left;
  }

  async #readInBlocks(
    step: ScanStep,
    { layer, strand, scan: index }: StrandScan,
    chunk: number,
  ): Promise<States> {
    const slab = this.slabs.find(strand, chunk) ?? this.#newSlab(strand, chunk);
    const scan = defined(defined(this.network.layers[layer]).streamed[index]);
    if (!slab.layers.has(layer)) {
      slab.layers.set(layer, { residual: this.#copyOf(step.residual), states: [] });
    }
    const own = defined(slab.layers.get(layer));
    const { blocks } = slab;
    const left = await this.#context.pool.runChains(layer, scan, {
      chains: [{ blocks, first: step.first }],
      residual: [step.residual],
      forwardPartial: step.forwardPartial && [step.forwardPartial],
      states: step.states,
      into: step.into,
    });
    own.states[index] = left;
    if (scan.writes === 'partial') own.forwardPartial = this.#copyOf(step.into);
    else slab.layers.set(layer + 1, { residual: this.#copyOf(step.into), states: [] });
    return statesOf(left, scan.direction === 'reverse' ? 0 : blocks.length - 1, blocks.length);
  }

  /** Computes a slab's layers from the lowest that is not known to the one that is wanted. */
  async #complete(slab: ReferenceSlab, { layer, strand, chunk }: ChunkPlace): Promise<void> {
    const scans = (at: number) => defined(this.network.layers[at]).streamed.length;
    if (slab.has(layer, scans(layer))) return;
    let from = layer;
    while (from > 0 && !slab.layers.has(from)) from--;
    try {
      slab.readFrom = from;
      if (!slab.layers.has(from)) {
        const residual = this.slabs.buffers.take(slab.tokens * this.network.d);
        this.embedding.fill(strand, chunk, residual);
        slab.layers.set(0, { residual, states: [] });
      }
      for (let at = from; at <= layer; at++) {
        slab.readFrom = at;
        if (!slab.has(at, scans(at))) await this.#mix(slab, { layer: at, strand, chunk });
        slab.readFrom = at + 1;
        // On the way up, what nobody reads makes room for what comes.
        this.slabs.shrink();
      }
    } finally {
      slab.readFrom = undefined;
    }
  }

  async #mix(slab: ReferenceSlab, { layer, strand, chunk }: ChunkPlace): Promise<void> {
    const own = defined(slab.layers.get(layer));
    const { streamed } = defined(this.network.layers[layer]);
    const lastChunk = this.grid.chunks.count - 1;
    for (const [index, scan] of streamed.entries()) {
      const width = scan.writes === 'partial' ? this.network.forwardPartialWidth : this.network.d;
      const into = this.slabs.buffers.take(slab.tokens * width);
      const first = chunk === (scan.direction === 'reverse' ? lastChunk : 0);
      own.states[index] = await this.#context.pool.runChains(layer, scan, {
        chains: [{ blocks: slab.blocks, first }],
        residual: [own.residual],
        forwardPartial: scan.readsForwardPartial ? [defined(own.forwardPartial)] : undefined,
        states: this.states.entering({ layer, strand, scan: index }, chunk),
        into,
      });
      if (scan.writes === 'partial') own.forwardPartial = into;
      // Somebody who works above may read what is there.
      else if (slab.layers.has(layer + 1)) this.slabs.buffers.giveBack(into);
      else slab.layers.set(layer + 1, { residual: into, states: [] });
    }
  }

  #copyOf(values: Float32Array): Float32Array {
    const copy = this.slabs.buffers.take(values.length);
    copy.set(values);
    return copy;
  }

  #newSlab(strand: number, chunk: number): ReferenceSlab {
    const { from, to } = this.grid.blocksOf(chunk);
    const { start, end } = this.grid.chunks.range(chunk);
    const slab = new ReferenceSlab(from, to, this.grid.size, end - start);
    this.slabs.add(strand, chunk, slab);
    return slab;
  }
}

/** Which chunk of which strand, at which layer. */
export interface ChunkPlace {
  readonly layer: number;
  readonly strand: number;
  readonly chunk: number;
}
