/** Depthwise causal convolution; weight `[c, width]`, whose last column weighs the token itself; bias `[c]`. */
interface Convolution {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly width: number;
}

/** Selective scan of a Mamba mixer, with SiLU after the convolution, skip connection and gate. */
interface MambaRecurrence {
  readonly kind: 'mamba';
  readonly channels: number;
  /** Values of state a channel. */
  readonly states: number;
  /** Values that a token's time steps are made of. */
  readonly rank: number;
  readonly conv: Convolution;
  /** `[channels, states]`, negative. */
  readonly a: Float32Array;
  /** Of the time step, `[channels, rank]`. */
  readonly stepWeight: Float32Array;
  /** Of the time step, before its softplus, `[channels]`. */
  readonly stepBias: Float32Array;
  /** `[channels]` */
  readonly skip: Float32Array;
}

/**
 * Scan of a Mamba-2 mixer: heads of `width` channels each, one decay a head, B and C shared by the heads of a
 * group. Its convolution, with SiLU, goes over x, B and C side by side, `channels + 2 groups states` in all.
 */
interface Mamba2Recurrence {
  readonly kind: 'mamba2';
  /** `heads x width` */
  readonly channels: number;
  readonly heads: number;
  readonly width: number;
  /** Values of state a channel. */
  readonly states: number;
  readonly groups: number;
  readonly conv: Convolution;
  /** `[heads]`, negative. */
  readonly a: Float32Array;
  /** Of the time step, before its softplus, `[heads]`. */
  readonly stepBias: Float32Array;
  /** Least and most that a time step may be. */
  readonly stepLimit: readonly [number, number];
  /** `[channels]` */
  readonly skip: Float32Array;
  /** Whether the gate is applied to what the scan gives. */
  readonly isGated: boolean;
}

/** A linear map within each head: weight `[heads, width, width]`, applied as `x_h W_h`, and bias `[channels]`. */
export interface BlockDiagonal {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** RG-LRU with its gates, given before their sigmoids, after a convolution without activation. */
interface RgLruRecurrence {
  readonly kind: 'rg-lru';
  readonly channels: number;
  /** Channels of a head. */
  readonly width: number;
  readonly conv: Convolution;
  /** Log of the smallest decay, negative, `[channels]`. */
  readonly logDecay: Float32Array;
  readonly inputGate: BlockDiagonal;
  readonly decayGate: BlockDiagonal;
  /** Where the scan reads a partial, it is put together with that: by a product in place of a sum. */
  readonly multiplies: boolean;
}

export type Recurrence = MambaRecurrence | Mamba2Recurrence | RgLruRecurrence;

/** Root mean square norm of a token's values, with a scale for each. */
interface RmsNorm {
  readonly scale: Float32Array;
  readonly epsilon: number;
}

/**
 * A directional scan, cut where a native kernel takes over: three graphs of what is a matrix
 * product or can be done beside one, and between them convolution and recurrence, in this order:
 *
 * - the norm of the residual, where one is named: `residual` to `normed [t,d]`; else it is in the graphs
 * - `inputProjection`: `residual` or, where a norm is named, `normed [t,d]` to `input_projection
 *   [t,inputProjectionWidth]`. The convolution's input is its first columns; a gate the last `channels`; of a Mamba-2
 *   the time step of each head comes after the convolution's.
 * - the convolution
 * - `select`: of a Mamba `x [t,channels]`, what the convolution gave, to `select [t,selectWidth]`: `rank` values that
 *   `stepWeight` multiplies, B and C. Absent of the others, whose recurrences take what the convolution gave.
 * - the recurrence, an RG-LRU with the partial if the scan reads one
 * - `outputProjection`: `y [t,channels]`, `partial` if the scan reads one and is no RG-LRU, `residual` where `readsResidual`,
 *   `normed` where `readsNormed`, to `layer_output`, as the scan's own graph does.
 *
 * They are of one sequence, without a batch axis: of two axes ONNX Runtime makes a product and its bias
 * one operation.
 */
export interface StagedScan {
  readonly norm?: RmsNorm | undefined;
  readonly recurrence: Recurrence;
  /**
   * Root mean square of what each of the recurrence's channels adds to what the layer gives, where it is
   * only added; undefined where it is more than that.
   */
  readonly readout?: (() => Float32Array) | undefined;
  readonly inputProjectionWidth: number;
  /** 0 but for a Mamba. */
  readonly selectWidth: number;
  /** True where both directions of the layer have the same `inputProjection`. */
  readonly sharesInputProjection: boolean;
  readonly inputProjection: () => Uint8Array;
  readonly select: (() => Uint8Array) | undefined;
  /** Absent where the partial is what the recurrence gives. */
  readonly outputProjection: (() => Uint8Array) | undefined;
  /** True where `outputProjection` takes the residual that the layer began with. */
  readonly readsResidual: boolean;
  /** True where it takes what `norm` gives. */
  readonly readsNormed?: boolean | undefined;
}
