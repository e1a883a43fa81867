import { defined } from '../../contract/index.ts';
import type { Recurrence, StagedScan } from '../../model/index.ts';
import {
  maxKernelStates,
  maxKernelWidth,
  type KernelConv,
  type KernelRgLru,
  type KernelScan,
  type NativeKernel,
} from '../../native/index.ts';

/** Tokens on their way through a recurrence; arrays hold exactly these tokens. */
interface KernelBlock {
  readonly tokens: number;
  /** True where the block holds the token at which the direction starts. */
  readonly first: boolean;
  /** What `inputProjection` gave, `[t, inputProjectionWidth]`. */
  readonly inputProjection: Float32Array;
}

/** A recurrence with its parameters in the kernel, in one direction. */
export interface KernelRecurrence {
  /** Outputs of the `select` graph, by name, with their widths. */
  readonly selected: Readonly<Record<string, number>>;
  /** `state [width - 1, channels]`, changed in place; `x [t, channels]`. */
  conv(block: KernelBlock, state: Float32Array, x: Float32Array): void;
  /** `state [channels, states]`, changed in place; `y [t, channels]`. */
  scan(
    block: KernelBlock,
    x: Float32Array,
    selected: Readonly<Record<string, Float32Array>>,
    state: Float32Array,
    y: Float32Array,
  ): void;
}

/** True where the kernel knows the recurrence at this size. */
export function kernelCovers(recurrence: Recurrence): boolean {
  const states = recurrence.kind === 'mamba' ? recurrence.states : 1;
  return states <= maxKernelStates && recurrence.conv.width <= maxKernelWidth;
}

/** A recurrence's parameters in the kernel. */
export type KernelParameters = { readonly conv: KernelConv } & (
  | { readonly kind: 'mamba'; readonly scan: KernelScan }
  | { readonly kind: 'rg-lru'; readonly unit: KernelRgLru }
);

export function createParameters(kernel: NativeKernel, recurrence: Recurrence): KernelParameters {
  const { channels, conv: own } = recurrence;
  const conv = kernel.createConv(channels, own.width, own.weight, own.bias);
  if (recurrence.kind === 'mamba') {
    const { kind, states, a, stepBias, skip } = recurrence;
    return { kind, conv, scan: kernel.createScan(channels, states, a, stepBias, skip) };
  }
  const { kind, logDecay, inputBias, decayBias } = recurrence;
  return { kind, conv, unit: kernel.createRgLru(channels, logDecay, inputBias, decayBias) };
}

export function openRecurrence(
  kernel: NativeKernel,
  { recurrence, inputProjectionWidth, selectWidth }: StagedScan,
  { reverse, threads }: { readonly reverse: boolean; readonly threads: number },
): KernelRecurrence {
  const { channels } = recurrence;
  const parameters = createParameters(kernel, recurrence);
  const convolve =
    (silu: boolean): KernelRecurrence['conv'] =>
    ({ tokens, inputProjection }, state, x) =>
      kernel.conv(
        parameters.conv,
        tokens,
        reverse,
        threads,
        inputProjection,
        inputProjectionWidth,
        silu,
        state,
        x,
      );

  if (recurrence.kind === 'mamba' && parameters.kind === 'mamba') {
    const { states } = recurrence;
    const { scan } = parameters;
    return {
      selected: { step: channels, select: selectWidth },
      conv: convolve(true),
      scan: ({ tokens, inputProjection }, x, { step, select }, state, y) =>
        kernel.scan(
          scan,
          tokens,
          reverse,
          threads,
          defined(step),
          x,
          inputProjection.subarray(inputProjectionWidth - channels),
          inputProjectionWidth,
          defined(select).subarray(selectWidth - 2 * states),
          selectWidth,
          state,
          y,
        ),
    };
  }
  const { unit } = parameters as Extract<KernelParameters, { kind: 'rg-lru' }>;
  return {
    selected: { input_gate: channels, decay_gate: channels },
    conv: convolve(false),
    scan: ({ tokens, first }, x, { input_gate, decay_gate }, state, y) =>
      kernel.rgLru(
        unit,
        tokens,
        reverse,
        threads,
        first,
        x,
        defined(input_gate),
        defined(decay_gate),
        state,
        y,
      ),
  };
}
