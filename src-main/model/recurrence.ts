/** Depthwise causal convolution; weight `[channels, width]`, whose last column weighs the token itself. */
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
  readonly conv: Convolution;
  /** `[channels, states]`, negative. */
  readonly a: Float32Array;
  /** Of the time step, before its softplus, `[channels]`. */
  readonly stepBias: Float32Array;
  /** `[channels]` */
  readonly skip: Float32Array;
}

/** RG-LRU, after a convolution without activation. */
interface RgLruRecurrence {
  readonly kind: 'rg-lru';
  readonly channels: number;
  readonly conv: Convolution;
  /** Log of the smallest decay, negative, `[channels]`. */
  readonly logDecay: Float32Array;
  /** Of the gates, before their sigmoids, `[channels]`. */
  readonly inputBias: Float32Array;
  readonly decayBias: Float32Array;
}

export type Recurrence = MambaRecurrence | RgLruRecurrence;

/**
 * A directional scan, cut where a native kernel takes over: three graphs of what is a matrix
 * product or can be done beside one, and between them convolution and recurrence, in this order:
 *
 * - `inputProjection`: `residual [t,d] -> input_projection [t,inputProjectionWidth]`. The convolution's
 *   input is its first `channels`; a Mamba's gate the last.
 * - the convolution
 * - `select`: `x [t,channels]`, what the convolution gave, to the scan's inputs, without their
 *   biases. Mamba: `step [t,channels]`, `select [t,selectWidth]`, whose last columns are B and
 *   C. RG-LRU: `input_gate` and `decay_gate [t,channels]`.
 * - the recurrence
 * - `outputProjection`: `y [t,channels]`, `partial` if the scan reads one, `residual` if it writes one, to
 *   `layer_output`, as the scan's own graph does.
 *
 * They are of one sequence, without a batch axis: of two axes ONNX Runtime makes a product and its bias
 * one operation.
 */
export interface StagedScan {
  readonly recurrence: Recurrence;
  readonly inputProjectionWidth: number;
  /** 0 for an RG-LRU. */
  readonly selectWidth: number;
  /** True where both directions of the layer have the same `inputProjection`. */
  readonly sharesInputProjection: boolean;
  readonly inputProjection: () => Uint8Array;
  readonly select: () => Uint8Array;
  /** Absent where the partial is what the recurrence gives. */
  readonly outputProjection: (() => Uint8Array) | undefined;
}
