import type {
  KernelConv,
  KernelNorm,
  KernelRgLru,
  KernelScan,
  KernelSsd,
} from './native-kernel.ts';

/** A compiled graph that is open in ONNX Runtime. */
export type RunnerGraph = object & { readonly graph: unique symbol };
/** One direction of a layer: its graphs and its recurrence. */
export type RunnerDirection = object & { readonly direction: unique symbol };
/** A layer's directional scans over one chunk. */
export type RunnerLayerScan = object & { readonly layerScan: unique symbol };
/** Threads that calls have in common, each of which takes one call after the other. */
export type RunnerTaskThreads = object & { readonly taskThreads: unique symbol };

/** What a graph has given, where it lies: on a device. */
export type RunnerDeviceTensor = object & { readonly deviceTensor: unique symbol };

/** Name, values and shape. */
export type RunnerTensor = readonly [
  name: string,
  data: Float32Array | Int32Array | BigInt64Array,
  dims: readonly number[],
];

/** Widths of a direction, values a token: of its residual, of the partial, of what it gives, ... */
type RunnerWidths = readonly [
  d: number,
  partial: number,
  output: number,
  inputProjection: number,
  select: number,
];

/**
 * ONNX Runtime by its C API, and on it whole chunks of a layer in one call. Source:
 * `native-models/kernel/src/runner/`. Work is done off this thread; arrays that a call was given must
 * not be touched before its promise settles.
 *
 * Errors: `RangeError` for arguments that do not go together; rejections with what ONNX Runtime says.
 */
export interface NativeRunner {
  /** Opens the library at a path, once a process; its version. */
  openLibrary(path: string): string;

  /**
   * `provider` as ONNX Runtime names it, empty for the CPU. With one thread a run computes on the
   * thread that asks for it. `nearMemory`, default false: on the CPU, intermediate values lie in memory that the
   * thread has used for others before.
   */
  openGraph(
    source: string | Uint8Array,
    threads: number,
    provider: string,
    providerOptions: readonly (readonly [key: string, value: string])[],
    nearMemory?: boolean,
  ): Promise<RunnerGraph>;
  /** Writes the outputs `into` in place; gives those of `want`, which are float32, in its order. */
  runGraph(
    graph: RunnerGraph,
    feeds: readonly RunnerTensor[],
    into: readonly RunnerTensor[],
    want: readonly string[],
  ): Promise<[data: Float32Array, dims: number[]][]>;
  /**
   * Runs a graph of which each row of the outputs is made of the same row of the inputs, all `[1, rows, width]`: so
   * many `rows` at a time, on some threads. Inputs of `backwards` begin with their last row.
   */
  runInRows(
    graph: RunnerGraph,
    feeds: readonly RunnerTensor[],
    into: readonly RunnerTensor[],
    want: readonly [],
    backwards: readonly string[],
    rows: number,
    threads: number,
  ): Promise<[]>;
  /**
   * Runs a graph on inputs of which some lie on a device. `stay`: outputs that are left in its memory, named
   * as ONNX Runtime does; `want`: those that come home.
   */
  runBound(
    graph: RunnerGraph,
    feeds: readonly RunnerTensor[],
    into: readonly [],
    want: readonly string[],
    bound: readonly (readonly [name: string, tensor: RunnerDeviceTensor])[],
    stay: readonly string[],
    memory: string,
    device: number,
  ): Promise<
    [
      stay: [tensor: RunnerDeviceTensor, dims: number[]][],
      home: [data: Float32Array, dims: number[]][],
    ]
  >;
  /** Frees it, when no run uses it any more. */
  disposeTensor(tensor: RunnerDeviceTensor): void;
  /** Ends the runs that are on their way: they reject. */
  endGraph(graph: RunnerGraph): void;
  /** Frees it, when its runs are over. */
  releaseGraph(graph: RunnerGraph): void;

  /** `norm` of the residual, where the graphs take what it gives. */
  createDirection(
    norm: KernelNorm | undefined,
    inputProjection: RunnerGraph,
    select: RunnerGraph | undefined,
    outputProjection: RunnerGraph | undefined,
    conv: KernelConv,
    kind: 'mamba' | 'mamba2' | 'rg-lru',
    recurrence: KernelScan | KernelSsd | KernelRgLru,
    reverse: boolean,
    readsPartial: boolean,
    readsResidual: boolean,
    readsNormed: boolean,
    widths: RunnerWidths,
  ): RunnerDirection;
  /**
   * One direction, or both over the same chunk: then the second takes the first one's partial and, where
   * they share it, its input projection.
   */
  createLayerScan(
    directions: readonly RunnerDirection[],
    sharesInputProjection: boolean,
    threads: number,
  ): RunnerLayerScan;
  /**
   * A chunk. residual `[batch, tokens, d]`, partial likewise where it is read; states, changed in place,
   * by direction: of the convolution `[batch, width - 1, channels]`, of the recurrence
   * `[batch, channels, states]` (of a Mamba-2 `[batch, heads, states, width]`); into `[batch, tokens, output]`;
   * of one direction, `projected [batch, tokens, inputProjection]`: room for its input projection or, where that is
   * known, what the layer's other direction has left there.
   */
  runLayerScan(
    scan: RunnerLayerScan,
    batch: number,
    tokens: number,
    first: boolean,
    residual: Float32Array,
    partial: Float32Array | undefined,
    states: readonly Float32Array[],
    into: Float32Array,
    projected: Float32Array | undefined,
    isKnown: boolean,
  ): Promise<void>;
  /**
   * Chains of blocks side by side, in a layer scan of one direction: rows of one chain after those of the
   * other, each in the order of its sequence. `tokens` of each block, `blocks` of each chain, and whether
   * it holds the token at which the direction starts. residual `[rows, d]` in parts, each of them the next rows,
   * partial likewise; states as for `runLayerScan`: those with which each chain is entered `[chains, ...]`
   * and, written, those that each block leaves `[blocks, ...]`; into `[rows, output]`. `projected`: room for the
   * input projection of all rows. `known`: what the layer's other direction has left there, by block, where
   * there is some; or empty. `threads`: at most so many of the scan's own; 0 for all. Any number of calls may be on
   * their way at once; with threads in common they compute there, in order, when so many of them are free.
   */
  runChains(
    scan: RunnerLayerScan,
    tokens: readonly number[],
    blocks: readonly number[],
    firsts: readonly boolean[],
    residual: readonly Float32Array[],
    partial: readonly Float32Array[] | undefined,
    states: readonly Float32Array[],
    left: readonly Float32Array[],
    into: Float32Array,
    projected: Float32Array | undefined,
    known: readonly (Float32Array | undefined)[],
    threads: number,
    common: RunnerTaskThreads | undefined,
  ): Promise<void>;
  /** So many threads compute at a time, of all calls that are given them. */
  createTaskThreads(threads: number): RunnerTaskThreads;
  /** Waits for what computes on all of these; what waits is never begun. For a process that exits. */
  endTaskThreads(): void;
  /** Ends the chunk that is on its way, after its block: it rejects. */
  endLayerScan(scan: RunnerLayerScan): void;
  /** From now on it keeps account of how states are read. */
  observeLayerScan(scan: RunnerLayerScan): void;
  /**
   * What a Mamba's state is multiplied by on its way out: of each channel a bound of what the gate gives, of
   * each of a channel's values C, as magnitudes, at the most of all tokens that were run. Empty of other
   * recurrences.
   */
  layerScanReading(scan: RunnerLayerScan): [gates: Float32Array, reads: Float32Array];
  /**
   * Seconds that its steps have taken in all: input projection, convolution, select, recurrence, output
   * projection.
   */
  layerScanSeconds(scan: RunnerLayerScan): [number, number, number, number, number];
}
