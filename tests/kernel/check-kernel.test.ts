import { describe, expect, it } from 'vitest';
import { findKernelFault } from '../../src-main/engine/kernel/check-kernel.ts';
import type { NativeKernel } from '../../src-main/native/index.ts';
import { expectSoundKernel } from '../../src-main/engine/kernel/sound-kernel.ts';
import { kernel, onEachInstructionSet } from '../support/kernel.ts';

/** The kernel with some of its functions replaced. */
function kernelWith(change: Partial<NativeKernel>): NativeKernel {
  return { ...kernel!, ...change };
}

const noNaN = (values: Float32Array) => {
  for (const [i, value] of values.entries()) if (Number.isNaN(value)) values[i] = 0;
};

/** Kernels that are off, each in one way, and what is to be said of them. */
const wrong: Record<string, [change: () => Partial<NativeKernel>, told: RegExp]> = {
  'convolves backwards as forwards': [
    () => ({
      conv: (conv, tokens, _, ...rest) => kernel!.conv(conv, tokens, false, ...rest),
    }),
    /^the convolution gives \S+ in place of \S+, backwards$/,
  ],
  'leaves a state of the convolution as it was': [
    () => ({
      conv: (conv, tokens, reverse, threads, x, stride, silu, state, y) =>
        kernel!.conv(conv, tokens, reverse, threads, x, stride, silu, state.slice(), y),
    }),
    /^the convolution gives \S+ in place of \S+, forwards$/,
  ],
  'scans forwards as backwards': [
    () => ({
      scan: (scan, tokens, _, ...rest) => kernel!.scan(scan, tokens, true, ...rest),
    }),
    /^the selective scan gives \S+ in place of \S+, forwards$/,
  ],
  'is a thousandth off in a scan': [
    () => ({
      scan: (...all) => {
        kernel!.scan(...all);
        for (const [i, value] of all[10].entries()) all[10][i] = 1.001 * value;
      },
    }),
    /^the selective scan gives/,
  ],
  'drops the NaN of a scan': [
    () => ({
      scan: (...all) => {
        kernel!.scan(...all);
        [all[9], all[10]].forEach(noNaN);
      },
    }),
    /^the selective scan gives 0 in place of NaN, forwards$/,
  ],
  'takes no epsilon': [
    () => ({ createNorm: (width, _, scale) => kernel!.createNorm(width, 0, scale) }),
    /^the norm gives \S+ in place of \S+$/,
  ],
  'does not limit the step of a Mamba-2': [
    () => ({
      createSsd: (heads, width, states, groups, a, bias, skip) =>
        kernel!.createSsd(heads, width, states, groups, a, bias, skip, 0, Infinity),
    }),
    /^the scan of Mamba-2 gives \S+ in place of \S+, forwards$/,
  ],
  'takes no gate of a Mamba-2': [
    () => ({
      ssd: (ssd, tokens, reverse, threads, x, xStride, step, stepStride, _, ...rest) =>
        kernel!.ssd(
          ssd,
          tokens,
          reverse,
          threads,
          x,
          xStride,
          step,
          stepStride,
          undefined,
          ...rest,
        ),
    }),
    /^the scan of Mamba-2 gives/,
  ],
  'drops the NaN of a Mamba-2': [
    () => ({
      ssd: (...all) => {
        kernel!.ssd(...all);
        [all[10], all[11]].forEach(noNaN);
      },
    }),
    /^the scan of Mamba-2 gives 0 in place of NaN, forwards$/,
  ],
  'takes no first token of an RG-LRU': [
    () => ({
      rgLru: (unit, tokens, reverse, threads, _, ...rest) =>
        kernel!.rgLru(unit, tokens, reverse, threads, false, ...rest),
    }),
    /^the RG-LRU gives \S+ in place of \S+, forwards$/,
  ],
  'takes one base for another': [
    () => ({
      likelihood: (tokens, vocabSize, logits, columns, ...rest) =>
        kernel!.likelihood(tokens, vocabSize, logits, columns.toReversed(), ...rest),
    }),
    /^the likelihood gives \S+ in place of \S+$/,
  ],
  'is a digit off in a likelihood': [
    () => ({
      likelihood: (...all) => {
        const open = kernel!.likelihood(...all);
        all[8][0]! *= 1.000001;
        return open;
      },
    }),
    /^the likelihood gives \S+ in place of \S+$/,
  ],
  'tells a likelihood of what is no base': [
    () => ({
      likelihood: (...all) => {
        const open = kernel!.likelihood(...all);
        noNaN(all[7]);
        return open;
      },
    }),
    /^the likelihood gives 0 in place of NaN$/,
  ],
  'tells a likelihood of logits that are too far apart': [
    () => ({
      likelihood: (...all) => {
        all[10].fill(5, 0, kernel!.likelihood(...all));
        return 1;
      },
    }),
    /^the likelihood (gives \S+ in place of \S+|leaves 5 open)$/,
  ],
  'drops the NaN of an RG-LRU when backwards': [
    () => ({
      rgLru: (...all) => {
        kernel!.rgLru(...all);
        if (all[2]) [all[7], all[8]].forEach(noNaN);
      },
    }),
    /^the RG-LRU gives 0 in place of NaN, backwards$/,
  ],
};

describe.skipIf(!kernel)('the kernel, held against plain arithmetic', () => {
  onEachInstructionSet((use) => {
    it('is found sound', () => {
      use();
      expect(findKernelFault(kernel!)).toBeUndefined();
      expect(expectSoundKernel({ kernel: kernel! })).toEqual({ kernel });
    });
  });

  it.each(Object.entries(wrong))('is found out where it %s', (_, [change, told]) => {
    const fault = findKernelFault(kernelWith(change()));
    expect(fault).toMatch(told);
    expect(expectSoundKernel({ kernel: kernelWith(change()) })).toEqual({
      reason: `it gives wrong numbers here (${fault})`,
      isWrong: true,
    });
  });

  it('is found out where it throws', () => {
    const broken = kernelWith({
      createRgLru: () => {
        throw new Error('memory ran out');
      },
    });
    const reason = 'it does not work here (memory ran out)';
    expect(expectSoundKernel({ kernel: broken })).toEqual({ reason, isWrong: true });
  });
});
