import { defined } from '../../contract/index.ts';
import type { Recurrence, StagedScan } from '../../model/index.ts';
import {
  maxKernelRank,
  maxKernelStates,
  maxKernelWidth,
  type KernelConv,
  type KernelNorm,
  type KernelRgLru,
  type KernelScan,
  type KernelSsd,
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
  /** Of the residual, where a norm is named; `residual` and `normed [t, d]`. */
  norm(tokens: number, residual: Float32Array, normed: Float32Array): void;
  /** `state [width - 1, c]`, changed in place; `x [t, c]`. */
  conv(block: KernelBlock, state: Float32Array, x: Float32Array): void;
  /** `select` of a Mamba, or the partial that an RG-LRU reads; `state`, changed in place; `y [t, channels]`. */
  scan(
    block: KernelBlock,
    x: Float32Array,
    other: Float32Array | undefined,
    state: Float32Array,
    y: Float32Array,
  ): void;
}

/** True where the kernel knows the recurrence at this size. */
export function kernelCovers(recurrence: Recurrence): boolean {
  const states = recurrence.kind === 'rg-lru' ? 1 : recurrence.states;
  const rank = recurrence.kind === 'mamba' ? recurrence.rank : 1;
  return (
    states <= maxKernelStates && rank <= maxKernelRank && recurrence.conv.width <= maxKernelWidth
  );
}

/** A recurrence's parameters in the kernel. */
export type KernelParameters = { readonly conv: KernelConv } & (
  | { readonly kind: 'mamba'; readonly recurrence: KernelScan }
  | { readonly kind: 'mamba2'; readonly recurrence: KernelSsd }
  | { readonly kind: 'rg-lru'; readonly recurrence: KernelRgLru }
);

/** Of the residual, where the kernel is to do it. */
export function createNorm(kernel: NativeKernel, { norm }: StagedScan): KernelNorm | undefined {
  return norm && kernel.createNorm(norm.scale.length, norm.epsilon, norm.scale);
}

export function createParameters(kernel: NativeKernel, own: Recurrence): KernelParameters {
  const { weight, bias, width } = own.conv;
  const conv = kernel.createConv(bias.length, width, weight, bias);
  switch (own.kind) {
    case 'mamba': {
      const { kind, channels, states, rank, a, stepWeight, stepBias, skip } = own;
      const sizes = [channels, states, rank] as const;
      const recurrence = kernel.createScan(...sizes, a, stepWeight, stepBias, skip);
      return { kind, conv, recurrence };
    }
    case 'mamba2': {
      const { kind, heads, states, groups, a, stepBias, skip, stepLimit } = own;
      const sizes = [heads, own.width, states, groups] as const;
      const recurrence = kernel.createSsd(...sizes, a, stepBias, skip, ...stepLimit);
      return { kind, conv, recurrence };
    }
    case 'rg-lru': {
      const { kind, channels, width, logDecay, inputGate, decayGate } = own;
      const recurrence = kernel.createRgLru(
        ...([channels, width, logDecay] as const),
        ...([inputGate.weight, inputGate.bias, decayGate.weight, decayGate.bias] as const),
        own.multiplies,
      );
      return { kind, conv, recurrence };
    }
  }
}

export function openRecurrence(
  kernel: NativeKernel,
  staged: StagedScan,
  { reverse, threads }: { readonly reverse: boolean; readonly threads: number },
): KernelRecurrence {
  const { recurrence: own, inputProjectionWidth, selectWidth } = staged;
  const { channels } = own;
  const held = createNorm(kernel, staged);
  const norm: KernelRecurrence['norm'] = (tokens, residual, normed) =>
    kernel.norm(defined(held), tokens, threads, residual, normed);
  const parameters = createParameters(kernel, own);
  const conv: KernelRecurrence['conv'] = ({ tokens, inputProjection }, state, x) =>
    kernel.conv(
      parameters.conv,
      tokens,
      reverse,
      threads,
      inputProjection,
      inputProjectionWidth,
      own.kind !== 'rg-lru',
      state,
      x,
    );
  const gateOf = (inputProjection: Float32Array) =>
    inputProjection.subarray(inputProjectionWidth - channels);

  if (own.kind === 'mamba' && parameters.kind === 'mamba') {
    return {
      ...{ norm, conv },
      scan: ({ tokens, inputProjection }, x, select, state, y) =>
        kernel.scan(
          parameters.recurrence,
          tokens,
          reverse,
          threads,
          x,
          gateOf(inputProjection),
          inputProjectionWidth,
          defined(select),
          selectWidth,
          state,
          y,
        ),
    };
  }
  if (own.kind === 'mamba2' && parameters.kind === 'mamba2') {
    const width = own.conv.bias.length;
    return {
      ...{ norm, conv },
      scan: ({ tokens, inputProjection }, x, _, state, y) =>
        kernel.ssd(
          parameters.recurrence,
          tokens,
          reverse,
          threads,
          x,
          width,
          inputProjection.subarray(width),
          inputProjectionWidth,
          own.isGated ? gateOf(inputProjection) : undefined,
          inputProjectionWidth,
          state,
          y,
        ),
    };
  }
  const { recurrence: unit } = parameters as Extract<KernelParameters, { kind: 'rg-lru' }>;
  return {
    ...{ norm, conv },
    scan: ({ tokens, first }, x, partial, state, y) =>
      kernel.rgLru(unit, tokens, reverse, threads, first, x, partial, state, y),
  };
}
