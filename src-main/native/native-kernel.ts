/** Parameters that the kernel keeps, laid out for its vectors. */
export type KernelNorm = object & { readonly norm: unique symbol };
export type KernelConv = object & { readonly conv: unique symbol };
export type KernelScan = object & { readonly scan: unique symbol };
export type KernelSsd = object & { readonly ssd: unique symbol };
export type KernelRgLru = object & { readonly rgLru: unique symbol };

/**
 * The native kernel: what lies between two matrix products of a layer. Source and arithmetic:
 * `native-models/kernel/src/recurrence.h`.
 *
 * Arrays are row-major by token, in the sequence's own order; `reverse` walks from the last token to
 * the first. `state` is what the token before left and becomes what the last one leaves. A stride
 * says how far apart rows are where they are cut from wider ones. Threads share the channels, so
 * their number changes no bit.
 *
 * Errors: `RangeError` for an array that is too short or of the wrong length.
 */
export interface NativeKernel {
  /** What this processor has of those the kernel knows, fastest first; the first one is in use. */
  instructionSets(): string[];
  useInstructionSet(name: string): void;

  /** scale `[width]` */
  createNorm(width: number, epsilon: number, scale: Float32Array): KernelNorm;
  /** Root mean square norm of each token: x and y `[tokens, width]`. */
  norm(norm: KernelNorm, tokens: number, threads: number, x: Float32Array, y: Float32Array): void;

  /** weight `[channels, width]`, of which the last weighs the token itself; bias `[channels]`. */
  createConv(channels: number, width: number, weight: Float32Array, bias: Float32Array): KernelConv;
  /** Causal convolution. `x [tokens, channels]`, state `[width - 1, channels]`, y as x. */
  conv(
    conv: KernelConv,
    tokens: number,
    reverse: boolean,
    threads: number,
    x: Float32Array,
    xStride: number,
    silu: boolean,
    state: Float32Array,
    y: Float32Array,
  ): void;

  /**
   * a `[channels, states]`, negative; weight of the time step `[channels, rank]`, rank at least 1; its bias and the
   * skip connection `[channels]`.
   */
  createScan(
    channels: number,
    states: number,
    rank: number,
    a: Float32Array,
    stepWeight: Float32Array,
    bias: Float32Array,
    skip: Float32Array,
  ): KernelScan;
  /**
   * Selective scan with time step, skip connection and gate. x, gate and y `[tokens, channels]`; select
   * `[tokens, rank + 2 states]`: what the time step's weight multiplies, B and C; state `[channels, states]`.
   */
  scan(
    scan: KernelScan,
    tokens: number,
    reverse: boolean,
    threads: number,
    x: Float32Array,
    gate: Float32Array,
    gateStride: number,
    select: Float32Array,
    selectStride: number,
    state: Float32Array,
    y: Float32Array,
  ): void;

  /**
   * a `[heads]`, negative; bias of the time step `[heads]`; skip connection `[heads, width]`; the least and
   * most that a time step may be.
   */
  createSsd(
    heads: number,
    width: number,
    states: number,
    groups: number,
    a: Float32Array,
    bias: Float32Array,
    skip: Float32Array,
    least: number,
    most: number,
  ): KernelSsd;
  /**
   * Scan of a Mamba-2 with softplus, skip connection and, where one is given, gate. x
   * `[tokens, heads width + 2 groups states]`: what is scanned, B and C; step before its bias
   * `[tokens, heads]`; gate and y `[tokens, heads width]`; state `[heads, states, width]`.
   */
  ssd(
    ssd: KernelSsd,
    tokens: number,
    reverse: boolean,
    threads: number,
    x: Float32Array,
    xStride: number,
    step: Float32Array,
    stepStride: number,
    gate: Float32Array | undefined,
    gateStride: number,
    state: Float32Array,
    y: Float32Array,
  ): void;

  /**
   * Heads of `width` channels each; weights `[heads, width, width]`, all others `[channels]`; logDecay is negative.
   * `multiplies`: with a partial, in place of adding to it.
   */
  createRgLru(
    channels: number,
    width: number,
    logDecay: Float32Array,
    inputWeight: Float32Array,
    inputBias: Float32Array,
    decayWeight: Float32Array,
    decayBias: Float32Array,
    multiplies: boolean,
  ): KernelRgLru;
  /**
   * RG-LRU with its gates. `first`: the first token in this direction is that of the sequence. x, y and what the other
   * direction gave, if it is to be put together with that, `[tokens, channels]`; state `[channels]`.
   */
  rgLru(
    rgLru: KernelRgLru,
    tokens: number,
    reverse: boolean,
    threads: number,
    first: boolean,
    x: Float32Array,
    partial: Float32Array | undefined,
    state: Float32Array,
    y: Float32Array,
  ): void;

  /**
   * What logits `[tokens, vocabSize]` say of as many bases: ln P of the base itself, and entropy and information of the
   * distribution over A, C, G and T, whose logits stand in `columns`, in bits. `baseOf` `[256]`: which of the four an
   * id is, or more where it is none, whose likelihood is NaN. The places of bases for which float32's rounding is not
   * certain come first in `open` `[tokens]`, those further apart than `leastExponent` (below 0) too; how many these are.
   */
  likelihood(
    tokens: number,
    vocabSize: number,
    logits: Float32Array,
    columns: readonly number[],
    ids: Uint8Array,
    baseOf: Uint8Array,
    leastExponent: number,
    logLikelihood: Float32Array,
    entropy: Float32Array,
    information: Float32Array,
    open: Int32Array,
  ): number;

  /**
   * Asks for huge pages under fresh memory that a pass will fill: a page that is touched first is a fault, which costs
   * a virtual machine more than what is written to it. Where there are none, nothing happens.
   */
  wishHugePages(values: Float32Array): void;

  /** One elementary function over an array, as tests want it: exp, exp2, expm1, ... */
  apply(name: string, x: Float32Array, y: Float32Array): void;
}

/** Widest state of a channel that the kernel takes. */
export const maxKernelStates = 256;
/** Largest rank of a time step that the kernel takes. */
export const maxKernelRank = 4096;
/** Widest convolution that the kernel takes. */
export const maxKernelWidth = 64;
