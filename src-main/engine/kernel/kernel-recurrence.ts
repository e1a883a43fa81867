import { defined } from '../../contract/index.ts';
import type { Recurrence, StagedScan } from '../../model/index.ts';
import { maxKernelStates, maxKernelWidth, type NativeKernel } from './native-kernel.ts';

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

export function openRecurrence(
  kernel: NativeKernel,
  { recurrence, inputProjectionWidth, selectWidth }: StagedScan,
  { reverse, threads }: { readonly reverse: boolean; readonly threads: number },
): KernelRecurrence {
  const { channels, conv } = recurrence;
  const convolution = kernel.createConv(channels, conv.width, conv.weight, conv.bias);
  const convolve =
    (silu: boolean): KernelRecurrence['conv'] =>
    ({ tokens, inputProjection }, state, x) =>
      kernel.conv(
        convolution,
        tokens,
        reverse,
        threads,
        inputProjection,
        inputProjectionWidth,
        silu,
        state,
        x,
      );

  if (recurrence.kind === 'mamba') {
    const { states, a, stepBias, skip } = recurrence;
    const scan = kernel.createScan(channels, states, a, stepBias, skip);
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
  const { logDecay, inputBias, decayBias } = recurrence;
  const unit = kernel.createRgLru(channels, logDecay, inputBias, decayBias);
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
