import type { Provider } from '../../contract/index.ts';
import type { Traffic } from '../device.ts';

export interface SessionOptions {
  readonly provider: Provider;
  /** Threads inside one operator. */
  readonly threads: number;
  /** Threads sleep as soon as a run ends, in place of looking out for the next: others need the cores. */
  readonly idleThreadsSleep?: boolean;
  /** By the runner on the CPU: intermediate values lie in memory that the thread has used for others before. */
  readonly nearMemory?: boolean;
  /** Counts what its runs carry in and out, where somebody wants to know. */
  readonly traffic?: Traffic | undefined;
}

/** A tensor as a graph of someone else's making is fed it. */
export interface FedTensor {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
}

/** A float32 tensor as the engine holds it. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** How rows of a graph that makes each of one by itself are computed. */
export interface RowsAtOnce {
  /** Rows of one call. */
  readonly rows: number;
  /** Calls at a time. */
  readonly threads: number;
  /** Inputs that begin with their last row. */
  readonly backwards: readonly string[];
}

/**
 * A compiled graph in ONNX Runtime. Only a compute process opens one: a native crash, or a run stopped
 * half-way, takes the whole process with it.
 */
export interface GraphSession {
  /**
   * Runs the graph. Outputs given a buffer in `into` are written there; the others named in `want`
   * come back in new memory.
   */
  run(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    want?: readonly string[],
  ): Promise<Record<string, Float32Array>>;
  /**
   * Runs a graph of which each row of the outputs is made of the same row of the inputs, all `[1, rows, width]`, some
   * rows at a time. Absent where several calls of `run` are as good.
   */
  runInRows?(
    feeds: Readonly<Record<string, FloatTensor>>,
    into: Readonly<Record<string, FloatTensor>>,
    by: RowsAtOnce,
  ): Promise<void>;
  /** Runs a graph whose inputs are of any type, and whose float32 outputs come as long as they are. */
  evaluate(
    feeds: Readonly<Record<string, FedTensor>>,
    want: readonly string[],
  ): Promise<Record<string, FloatTensor>>;
  release(): Promise<void>;
}
