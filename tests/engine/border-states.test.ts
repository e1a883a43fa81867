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

it('one large value of many does not hide what is off in the others', () => {
  const values = new Float32Array(1000).fill(1);
  values[500] = 1000;
  const { s } = bordersOf([values, values]).scales(place);
  expect(s![500]).toBeCloseTo(1000, 2);
  expect(s![0]).toBeCloseTo(1, 5);
  // What is next to nothing is still seen beside the others.
  values[7] = 0;
  expect(bordersOf([values, values]).scales(place)['s']![7]).toBeCloseTo(1, 5);
});
