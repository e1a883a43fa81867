import type { StageSeconds } from '../jobs/index.ts';
import type { StateSpec, DirectionalScan } from '../../model/index.ts';

/** Hidden states by name. */
export type States = Readonly<Record<string, Float32Array>>;

/** One chunk of a directional scan: what it reads, and where its result goes. */
export interface ScanStep {
  /** Sequences side by side, such as altered ones. The first axis of every tensor. */
  readonly batch: number;
  readonly tokens: number;
  readonly residual: Float32Array;
  readonly forwardPartial: Float32Array | undefined;
  readonly states: States;
  /** True where the chunk holds the token at which that direction starts. */
  readonly first: boolean;
  readonly into: Float32Array;
  /**
   * Of a runner that lends it: room for the input projection `[b, t, sharedProjection]`, where the layer's other scan
   * is to have it.
   */
  readonly projected?: Float32Array | undefined;
  /** What the other scan has left there. */
  readonly known?: Float32Array | undefined;
}

/** Blocks that follow each other in one sequence. */
interface Chain {
  /** Tokens of each block, in the order of the sequence; a block may have none. */
  readonly blocks: readonly number[];
  /** True where they hold the token at which the direction starts. */
  readonly first: boolean;
}

/** Chains side by side, each with its own states: the rows of one after those of the other. */
export interface ChainStep {
  readonly chains: readonly Chain[];
  /** `[rows, d]`, in parts: each of them the next rows. */
  readonly residual: readonly Float32Array[];
  readonly forwardPartial: readonly Float32Array[] | undefined;
  /** With which each chain is entered, `[chains, ...]`. */
  readonly states: States;
  readonly into: Float32Array;
  /** Room for the input projection `[rows, sharedProjection]`, where the layer's other scan is to have it. */
  readonly projected?: Float32Array | undefined;
  /** By block, as far as it is known: what the other scan has left there. Any rows are computed without. */
  readonly known?: readonly (Float32Array | undefined)[] | undefined;
  /** Most that it may take, where that is less than the runner has. */
  readonly threads?: number | undefined;
  /** Room for the states that blocks leave, so many values of whatever, where not any will do. */
  readonly take?: ((length: number) => Float32Array) | undefined;
}

/**
 * How much a recurrence's state may count in what the layer gives, by the tokens of all that was run at which it
 * is read most: a difference `s [channels, states]` makes none of a root mean square, over the outputs of a token,
 * above `sum channels_c states_n |s_cn|` at any of them.
 */
export interface StateWeights {
  readonly channels: Float32Array;
  readonly states: Float32Array;
}

/**
 * Runs one directional scan of one layer, chunk by chunk: states in, states out. The operators of ONNX Runtime
 * do it, the native kernel, or the native runner.
 */
export interface ScanRunner {
  run(step: ScanStep): Promise<States>;
  /** What its steps have taken since it was last asked, where it knows. */
  takeSeconds?(): StageSeconds;
  /** `plainTraits` where it does not say. */
  chainTraits?(): ChainTraits;
  release(): Promise<void>;
}

/** What may be asked of a runner beyond a chunk alone. */
export interface ChainTraits {
  /** Values a token of the input projection, where both scans of its layer have the same and it lends it; else 0. */
  readonly sharedProjection: number;
  /** Tokens of a step, in all of its chains, beyond which more chains gain nothing. */
  readonly fullStep: number;
  /** Calls wait by themselves until threads are free: any number of them may be on their way. */
  readonly queues: boolean;
}

/** Block after block, the more chains at a time the better. */
export const plainTraits: ChainTraits = {
  sharedProjection: 0,
  fullStep: Infinity,
  queues: false,
};

/** A runner that goes along chains, too; see `runInRounds` for those that do not by themselves. */
export interface ChainRunner extends ScanRunner {
  /** The states that each block leaves, `[blocks, ...]`. */
  runChains(step: ChainStep): Promise<States>;
  chainTraits(): ChainTraits;
  /** From now on it keeps account of how states are read. */
  observe(): void;
  /** Undefined where that is not known. */
  stateWeights(): StateWeights | undefined;
}

/** The states of one sequence at its start. */
export function zeroStates(specs: readonly StateSpec[]): States {
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
}

/** The inputs of a scan that mark where its directions start, `[b,t,1]`, by name. */
export function marksOf(
  { starts }: DirectionalScan,
  { batch, tokens, first }: Pick<ScanStep, 'batch' | 'tokens' | 'first'>,
): Record<string, { readonly data: Float32Array; readonly dims: readonly number[] }> {
  const entries = starts.map((name) => {
    const data = new Float32Array(batch * tokens);
    const at = name.startsWith('forward') ? 0 : tokens - 1;
    if (first) for (let b = 0; b < batch; b++) data[b * tokens + at] = 1;
    return [name, { data, dims: [batch, tokens, 1] }] as const;
  });
  return Object.fromEntries(entries);
}
