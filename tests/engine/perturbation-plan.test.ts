import { expect, it } from 'vitest';
import { planPerturbations } from '../../src-main/engine/perturbation-plan/plan-perturbations.ts';

/** As wide as the models that are made for megabases. */
const states = [{ name: 'forward_scan', shape: [1536, 64] }];
const scan = { direction: 'forward', states, starts: [], readsForwardPartial: false };
const network = {
  ...{ strands: 2, d: 768, forwardPartialWidth: 768, vocabSize: 16, hiddenWidth: 1536, tracks: 0 },
  ...{ causal: false, workingFloats: 20_000 },
  layers: Array.from({ length: 24 }, () => ({
    streamed: [
      { ...scan, writes: 'partial' },
      { ...scan, direction: 'reverse', writes: 'residual' },
    ],
  })),
} as never;
const job = {
  ...{ length: 1_000_000, provider: 'cpu' as const, spill: 'auto' as const },
  edits: [{ start: 5000, end: 5001, tokens: Uint8Array.of(7) }],
} as const;

it('refuses what the borders and a change on its way up the layers do not leave room for', () => {
  expect(() => planPerturbations(network, job, 4e9)).toThrow(
    /takes about .* of memory; 4\.00 GB may be used/,
  );
});

it('plans no more than there is, in chunks no larger than what they save', () => {
  for (const memory of [16e9, 32e9, 64e9]) {
    const { grid, slabBytes, perturbedBytes } = planPerturbations(network, job, memory);
    const borders = grid.chunks.count * 2 * 24 * 2 * 1536 * 64 * 4;
    expect(slabBytes).toBeGreaterThan(0);
    expect(borders + slabBytes + perturbedBytes).toBeLessThan(memory);
  }
});
