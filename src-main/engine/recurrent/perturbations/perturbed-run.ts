import { defined } from '../../../contract/index.ts';
import type { Edit } from '../../../sequence/index.ts';
import { mostChainTokens } from '../../perturbation-plan/index.ts';
import { embedTokens } from '../tensors/index.ts';
import { layerNotFinite } from '../not-finite.ts';
import type { StrandScan } from '../pass.ts';
import { findFault } from '../scan-fault.ts';
import type { States } from '../scan-runner.ts';
import { EditedStrand } from './edited-strand.ts';
import type { ReferenceRun } from './reference-run.ts';
import type { SlabUser } from './slab-store.ts';
import type { ReferenceSlab } from './reference-slab.ts';
import type { ChainItem, ChainItemResult } from './scan-pool.ts';
import { areRowsNear, roughScale, type StateTolerance } from './state-tolerance.ts';

/** A directional scan of a layer, by number. */
export interface ScanPlace {
  readonly layer: number;
  readonly scan: number;
}

/**
 * Share of the tolerance by which a block may be off that another layer reads: its gates may make more of it. With
 * all of it one of 13 knock-outs on chrT1 was off by 0.014, not 0.0003, and a fiftieth less was computed.
 */
const readAgain = 0.5;

/** How much larger a block may be than some of its rows say; one that is larger still is computed for nothing. */
const rough = 2;

/**
 * One strand of an edited sequence on its way through the layers: the blocks that are not as in the
 * reference run, and no others.
 *
 * A directional scan computes each block into which something changed goes, entered with the states that
 * the reference run had there or with those that the block before has left. After it the states are
 * compared with the reference run's; while they differ, the next block is computed, too. What lies
 * between is as it was.
 */
export class PerturbedRun {
  readonly edited: EditedStrand;
  readonly #reference: ReferenceRun;
  readonly #tolerance: number;
  readonly #stateTolerance: StateTolerance;
  /** Of the blocks that differ from the reference run, and so their keys. */
  readonly #residual = new Map<number, Float32Array>();
  readonly #forwardPartial = new Map<number, Float32Array>();
  /** Of this layer, what its first scan has computed: its other one enters the same. */
  readonly #projection = new Map<number, Float32Array>();

  constructor(
    reference: ReferenceRun,
    strand: number,
    edits: readonly Edit[],
    tolerances: { readonly tolerance: number; readonly states: StateTolerance },
  ) {
    this.edited = new EditedStrand(reference, strand, edits);
    this.#reference = reference;
    this.#tolerance = tolerances.tolerance;
    this.#stateTolerance = tolerances.states;
    const { network, embedding } = reference;
    const { sequence, blocks } = this.edited;
    for (const block of blocks) {
      const { start, end } = this.edited.range(block);
      const into = new Float32Array((end - start) * network.d);
      embedTokens(network, embedding.table, sequence.tokens(start, end), into);
      this.#residual.set(block, into);
    }
  }

  /** Blocks that differ from the reference run, in order. */
  get changed(): number[] {
    return [...this.#residual.keys()].sort((a, b) => a - b);
  }

  /** Output of the layers for a block; undefined where it is the reference run's. */
  output(block: number): Float32Array | undefined {
    return this.#residual.get(block);
  }

  /** Walks one directional scan, a chain of blocks a step, for as long as there is something to do. */
  async *walk(
    { layer, scan: index }: ScanPlace,
    user: SlabUser,
  ): AsyncGenerator<ChainItem, void, ChainItemResult> {
    const { network, grid } = this.#reference;
    const scan = defined(defined(network.layers[layer]).streamed[index]);
    const place = { layer, strand: this.edited.strand, scan: index };
    const way = scan.direction === 'reverse' ? -1 : 1;
    const changed = new Set([...this.#residual.keys(), ...this.#forwardPartial.keys()]);
    const queue = [...changed].sort((a, b) => way * (a - b));
    const isInside = (block: number) => block >= 0 && block < grid.count;
    /** How many blocks are computed on the mere chance that the states still differ there. */
    let ahead = 0;
    let next = queue.shift();
    let states: States | undefined;
    while (next !== undefined) {
      const walked: number[] = [];
      const most = Math.max(1, Math.floor(mostChainTokens / grid.size));
      for (let block = next, spare = ahead; isInside(block) && walked.length < most; block += way) {
        if (!changed.has(block) && spare-- <= 0) break;
        walked.push(block);
      }
      states ??= await this.#reference.entering(place, next, user);
      const blocks = way < 0 ? [...walked].reverse() : walked;
      const slabs = await this.#slabsOf(layer, blocks, user);
      const item = this.#item(blocks, slabs, scan, place, states);
      const result = yield item;

      let agree = false;
      for (const block of walked) {
        if (agree && !changed.has(block)) continue;
        const i = blocks.indexOf(block);
        const layerOutput = defined(result.layerOutputs[i]);
        const follows = block + way;
        const mayAgree = !changed.has(follows);
        // What is not finite stays so in the states that follow.
        const left = mayAgree || block === walked.at(-1) ? result.states(i) : undefined;
        states = left;
        const projection = result.projections?.[i];
        if (projection) this.#projection.set(block, projection);
        this.#expectFinite(place, item, i, blocks, layerOutput, left ?? {});
        const slab = defined(slabs.get(block));
        this.#keep(block, layerOutput, slab, place);
        agree =
          mayAgree &&
          this.#stateTolerance.agree(place, defined(left), slab.left(layer, index, block));
      }
      const last = defined(walked.at(-1));
      while (queue.length > 0 && way * (defined(queue[0]) - last) <= 0) queue.shift();
      next = agree ? queue.shift() : last + way;
      if (next === undefined || !isInside(next)) break;
      if (agree) states = undefined;
      ahead = agree ? 0 : changed.has(next) ? ahead : Math.max(1, 2 * ahead);
    }
    if (scan.writes === 'residual') {
      this.#forwardPartial.clear();
      this.#projection.clear();
    }
  }

  /** Keeps what came out of a scan, but where it is as in the reference run. */
  #keep(
    block: number,
    layerOutput: Float32Array,
    slab: ReferenceSlab,
    { layer, scan }: StrandScan,
  ): void {
    const { layers, d, forwardPartialWidth } = this.#reference.network;
    const { writes } = defined(defined(layers[layer]).streamed[scan]);
    const isPartial = writes === 'partial';
    const width = isPartial ? forwardPartialWidth : d;
    const [own, at, of] = isPartial
      ? ([this.#forwardPartial, layer, 'forwardPartial'] as const)
      : ([this.#residual, layer + 1, 'residual'] as const);
    const reference = slab.rows(defined(defined(slab.layers.get(at))[of]), block);
    const share = isPartial || at === layers.length ? 1 : readAgain;
    const isWithin = (scale: number) =>
      areRowsNear(layerOutput, reference, width, share * this.#tolerance * scale);
    // Most are far off, for which all of the reference need not be read.
    const isNear = () =>
      isWithin(rough * roughScale(reference, width)) && isWithin(slab.scale(at, of, block));
    if ((isPartial || !this.edited.blocks.has(block)) && isNear()) own.delete(block);
    else own.set(block, layerOutput);
  }

  #item(
    blocks: readonly number[],
    slabs: ReadonlyMap<number, ReferenceSlab>,
    scan: { readonly direction: string; readonly readsForwardPartial: boolean },
    { layer }: StrandScan,
    states: States,
  ): ChainItem {
    const ranges = blocks.map((block) => this.edited.range(block));
    const from = (own: Map<number, Float32Array>, of: 'residual' | 'forwardPartial') =>
      blocks.map((block) => {
        const slab = defined(slabs.get(block));
        return own.get(block) ?? slab.rows(defined(defined(slab.layers.get(layer))[of]), block);
      });
    return {
      blocks: ranges.map(({ start, end }) => end - start),
      residuals: from(this.#residual, 'residual'),
      forwardPartials: scan.readsForwardPartial
        ? from(this.#forwardPartial, 'forwardPartial')
        : undefined,
      projections: blocks.map((block) => this.#projection.get(block)),
      states,
      first:
        scan.direction === 'reverse'
          ? defined(ranges.at(-1)).end === this.edited.sequence.length
          : defined(ranges[0]).start === 0,
    };
  }

  async #slabsOf(
    layer: number,
    blocks: readonly number[],
    user: SlabUser,
  ): Promise<Map<number, ReferenceSlab>> {
    const slabs = new Map<number, ReferenceSlab>();
    const chunks = new Map<number, ReferenceSlab>();
    for (const block of blocks) {
      const chunk = this.#reference.grid.chunkOf(block);
      const place = { layer, strand: this.edited.strand, chunk };
      const slab = chunks.get(chunk) ?? (await this.#reference.slab(place, user));
      chunks.set(chunk, slab);
      slabs.set(block, slab);
    }
    return slabs;
  }

  #expectFinite(
    { layer, scan: index, strand }: StrandScan,
    { blocks: tokens, residuals, forwardPartials, first }: ChainItem,
    i: number,
    blocks: readonly number[],
    into: Float32Array,
    left: States,
  ): void {
    const { network } = this.#reference;
    const scan = defined(defined(network.layers[layer]).streamed[index]);
    const step = {
      ...{ batch: 1, tokens: defined(tokens[i]), residual: defined(residuals[i]) },
      ...{ forwardPartial: forwardPartials?.[i], states: left, first, into },
    };
    const fault = findFault(scan, step, left);
    if (fault === undefined) return;
    const { direction } = scan;
    const { start } = this.edited.range(defined(blocks[i]));
    const [base, changedAt] = [this.edited.baseAt(start + fault.token), this.edited.changedAt];
    throw layerNotFinite(network, fault, { layer, strand, direction, base, changedAt });
  }
}
