import type { Direction } from '../../contract/index.ts';
import type { GraphTarget } from '../graph/index.ts';
import type { StagedScan } from './recurrence.ts';

/** A hidden state that a directional scan carries from chunk to chunk, zero at the start of the sequence. */
export interface StateSpec {
  /** Input name in the scan's graph; the state it leaves is output `${name}_next`. */
  readonly name: string;
  /** Shape in one sequence; the graph has `[b, ...]`. */
  readonly shape: readonly number[];
}

/**
 * One pass over all chunks of the sequence in one direction, within one layer.
 *
 * Its graph takes `residual [b,t,d]`, `partial [b,t,p]` if it reads one, its states, and
 * `starts [b,t,1]` if it asks for it, for any number `b` of sequences that do not see each other:
 * a network's strands, or several altered sequences; it gives either a partial or the layer's new residual, under
 * the name `layer_output`, and the next states.
 */
export interface DirectionalScan {
  readonly direction: Direction;
  readonly readsForwardPartial: boolean;
  /** `partial`: kept for a later scan of this layer; `residual`: the layer is done. */
  readonly writes: 'partial' | 'residual';
  readonly states: readonly StateSpec[];
  /** Names of inputs that mark with 1 the token at which a direction starts, else 0. */
  readonly starts: readonly string[];
}

/** How a scan's graph is built. */
export interface ScanGraphOptions {
  /** Into how many pieces its tokens are cut, which are scanned side by side; see `splitScan`. */
  readonly pieces: number;
  readonly target: GraphTarget;
}

/** One token after the other, on the CPU. */
export const plainScanOptions: ScanGraphOptions = { pieces: 1, target: 'cpu' };

/** A layer: its scans in order, and the one directional scan that does it all where one chunk holds all. */
export interface LayerPlan {
  readonly streamed: readonly DirectionalScan[];
  readonly singleChunk: DirectionalScan;
}

/** Widths, vocabulary and layers of a network: all that its configuration and manifest tell. */
export interface NetworkShape {
  /** 2 where the reverse complement runs as a second, independent chain; else 1. */
  readonly strands: 1 | 2;
  /** Width of the residual, per strand. */
  readonly d: number;
  /** Width of a partial, per strand. */
  readonly forwardPartialWidth: number;
  /** Vocabulary size. */
  readonly vocabSize: number;
  /** Width of the last hidden state as published: both strands side by side. */
  readonly hiddenWidth: number;
  /** Number of tracks of the head; 0 without. */
  readonly tracks: number;
  /** True where logits at a base tell the next one. */
  readonly causal: boolean;
  /** Float32 values that a layer's graph holds at once for one token of one strand, about. */
  readonly workingFloats: number;
  readonly layers: readonly LayerPlan[];
}

/**
 * A network as the engine runs it: an embedding table, layers of directional scans over a residual stream,
 * and a head. All in the sequence's own orientation; reversals are baked into the graphs.
 */
export interface Network extends NetworkShape {
  /** `[v, d]`, scaled. */
  embedding(): Float32Array;
  /** Token id to the id of its complement. */
  complement(): Uint8Array;
  /** ONNX graph of a directional scan; of the plain one where no options are given. */
  scanGraph(layer: number, scan: DirectionalScan, options?: ScanGraphOptions): Uint8Array;
  /**
   * ONNX graph of all layers and the head of a chunk, see `chunkGraph`; absent for a network that does
   * not read forward alone.
   */
  readonly chunkGraph: ((options?: ScanGraphOptions) => Uint8Array) | undefined;
  /** The same scan cut at its recurrence; for a directional scan in one direction. */
  stagedScan(layer: number, scan: DirectionalScan): StagedScan;
  /**
   * ONNX graph of the head: `residual [1,t,d]`, with two strands also `mirrored [1,t,d]`, the
   * second strand's residual at the same bases in the second strand's own order. Gives
   * `logits [1,t,v]`, `hidden [1,t,hiddenWidth]`, `features [1,t,d]`, which is what linear heads
   * read: of two strands the mean at each base, channels in the first one's order; and, with
   * tracks, `tracks [1,t,tracks]` per base before mean and activation, without bias.
   */
  headGraph(): Uint8Array;
}
