import { describe, expect, it } from 'vitest';
import {
  baseLikelihood,
  leaveOpen,
  type NearLikelihood,
} from '../../src-main/engine/jobs/index.ts';
import { kernelLikelihood } from '../../src-main/engine/kernel/kernel-likelihood.ts';
import type { NativeKernel } from '../../src-main/native/index.ts';
import { sameBits } from '../support/compare.ts';
import { kernel, onEachInstructionSet } from '../support/kernel.ts';
import { Random } from '../support/random.ts';

const columns = [6, 0, 3, 1];
const vocabSize = 8;
const special = [NaN, Infinity, -Infinity, 0, -0, 3.4e38, -3.4e38, 1e-40, 64, -64, 1];

function randomLogits(tokens: number, scale: number) {
  const random = new Random(5);
  const value = () =>
    Number.isNaN(scale) ? special[random.below(special.length)]! : random.between(-scale, scale);
  return {
    logits: Float32Array.from({ length: vocabSize * tokens }, value),
    // Every base, and others.
    ids: Uint8Array.from({ length: tokens }, () => 6 + random.below(6)),
  };
}

describe.skipIf(!kernel)('likelihoods by the kernel', () => {
  onEachInstructionSet((use) => {
    it.each([
      ['alike', 1e-4, 20_000],
      ['of a model that is unsure', 1, 100_000],
      ['of a model that is sure', 12, 100_000],
      ['beyond the range of the near functions', 100, 20_000],
      ['as large as they come', 3.4e38, 3000],
      ['special', NaN, 20_000],
    ])('are the right ones bit for bit by logits that are %s', (_, scale, count) => {
      use();
      // All lengths of a block that is cut.
      for (const tokens of [0, 1, 2, 3, 5, 7, 8, 9, 15, 17, count]) {
        const { logits, ids } = randomLogits(tokens, scale);
        let open = 0;
        const near: NearLikelihood = (...all) => (open = kernelLikelihood(kernel!)(...all));
        const found = baseLikelihood(logits, vocabSize, ids, columns, near);
        const expected = baseLikelihood(logits, vocabSize, ids, columns, leaveOpen);
        for (const kind of ['logLikelihood', 'entropy', 'information'] as const) {
          const same = sameBits(found[kind], expected[kind]);
          expect([tokens, kind, same]).toEqual([tokens, kind, true]);
        }
        // Nearly all that a model says is told at once.
        if (scale === 1) expect(open).toBeLessThan(1 + tokens / 1000);
      }
    });
  });

  it('are refused where arrays do not go together', () => {
    const floats = (length: number) => new Float32Array(length);
    const values = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));
    const call = (change: Record<string, unknown>) => {
      const all = {
        ...{ tokens: 2, vocabSize, logits: values(16), columns, ids: new Uint8Array(2) },
        ...{ baseOf: new Uint8Array(256), leastExponent: -64, logLikelihood: floats(2) },
        ...{ entropy: floats(2), information: floats(2), open: new Int32Array(2), ...change },
      };
      return () =>
        kernel!.likelihood(...(Object.values(all) as Parameters<NativeKernel['likelihood']>));
    };
    expect(call({})()).toBe(0);
    expect(call({ logits: floats(15) })).toThrow('logits holds 15 values, expected 16');
    expect(call({ columns: [0, 1, 2] })).toThrow('there are not four columns');
    expect(call({ columns: [0, 1, 2, 8] })).toThrow('a column is out of range');
    expect(call({ vocabSize: 0, logits: floats(0) })).toThrow('vocabSize is out of range');
    expect(call({ leastExponent: -1000 })).toThrow('leastExponent is out of range');
    expect(call({ leastExponent: 1 })).toThrow('leastExponent is out of range');
    expect(call({ ids: new Uint8Array(3) })).toThrow('ids holds 3 values, expected 2');
    expect(call({ ids: floats(2) })).toThrow('ids is no Uint8Array');
    expect(call({ baseOf: new Uint8Array(255) })).toThrow('baseOf holds 255 values, expected 256');
    expect(call({ entropy: floats(1) })).toThrow('entropy holds 1 values, expected 2');
    expect(call({ open: new Int32Array(1) })).toThrow('open holds 1 values, expected 2');
    expect(call({ open: new Uint32Array(2) })).toThrow('open is no Int32Array');
  });
});
