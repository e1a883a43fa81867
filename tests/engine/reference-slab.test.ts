import { expect, it } from 'vitest';
import { ReferenceSlab } from '../../src-main/engine/recurrent/perturbations/reference-slab.ts';

it('how large a block is, all channels tell, be their number divisible by three', () => {
  const slab = new ReferenceSlab(0, 2, 4, 8);
  const residual = Float32Array.from({ length: 8 * 6 }, (_, i) => (i % 3 === 0 ? 100 : 1));
  slab.layers.set(0, { residual, states: [] });
  for (const block of [0, 1]) {
    expect(slab.scale(0, 'residual', block)).toBeCloseTo(Math.sqrt(10_002 / 3), 3);
  }
});
