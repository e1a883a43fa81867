import { expect, it } from 'vitest';
import { BorderStates } from '../../src-main/engine/recurrent/perturbations/border-states.ts';

const place = { layer: 0, strand: 0, scan: 0 };

function bordersOf(all: readonly Float32Array[]): BorderStates {
  const borders = new BorderStates({ layers: [{ streamed: [{}] }], strands: 1 } as never);
  for (const [chunk, own] of all.entries()) borders.keep(place, chunk, { s: own });
  return borders;
}

it('states that are kept keep nothing else in memory', () => {
  const all = Float32Array.from({ length: 1000 }, (_, i) => i);
  const { s } = bordersOf([all.subarray(10, 13)]).entering(place, 0);
  expect([...s!]).toEqual([10, 11, 12]);
  expect(s!.buffer.byteLength).toBe(12);
});
