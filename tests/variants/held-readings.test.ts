import { expect, it } from 'vitest';
import type { BinPieces } from '../../src-main/engine/index.ts';
import {
  HeldReadings,
  type ReadingOwner,
} from '../../src-main/analysis/variants/readings/held-readings.ts';
import type { AnnotatedGene } from '../../src-main/analysis/variants/scorers/index.ts';

const gene = { id: 'G', name: 'G', strand: '+' } as AnnotatedGene;
const variant = 0;
const owners: ReadingOwner[] = [
  { kind: 'variant', variant },
  { kind: 'without', variant, gene },
  { kind: 'withVariant', variant, gene },
  { kind: 'variant', variant: 1 },
];
/** Of bins of 1 and of 4 bp, from base 1,000 on. */
const read = (value: number): { bins: BinPieces } => ({
  bins: [
    { first: 1000, values: [new Float32Array(400).map((_, i) => value + i)] },
    { first: 250, values: [new Float32Array(100).map((_, i) => value + i)] },
  ],
});

it('holds what lies near a variant until the last reading of it has come', () => {
  const held = new HeldReadings(owners, [1, 4]);
  expect([held.waits(0), held.waits(1)]).toEqual([true, false]);
  const near = { start: 1102, end: 1111 };
  const part = { ...read(0), read: { start: 0, end: 400 } };
  const take = (i: number) =>
    held.take(
      owners[i]!,
      { part, result: { task: 0, window: part.read, ...read(10_000 * i) } },
      near,
    );
  // In whatever order they come.
  expect(take(2)).toBeUndefined();
  expect(take(0)).toBeUndefined();
  const whole = take(1)!;
  expect(held.waits(0)).toBe(false);
  const bins = (from: number) => [
    { first: 1102, values: [Float32Array.from({ length: 9 }, (_, i) => from + 102 + i)] },
    { first: 275, values: [Float32Array.from({ length: 3 }, (_, i) => from + 25 + i)] },
  ];
  const outside = whole.outside!.get(gene)!;
  expect(whole.result.bins).toEqual(bins(0));
  expect(outside.without.bins).toEqual(bins(10_000));
  expect(outside.withVariant.bins).toEqual(bins(20_000));
  expect([whole.part.bins, outside.part.bins]).toEqual([bins(0), bins(0)]);
  // Copies: what was read is let go.
  for (const { values } of [...whole.result.bins!, ...outside.without.bins!]) {
    expect(values[0]!.buffer.byteLength).toBeLessThan(50);
  }
});

it('of what was changed elsewhere nothing is left', () => {
  const held = new HeldReadings(owners, [1, 4]);
  const part = { ...read(0), read: { start: 0, end: 400 } };
  const near = { start: 5000, end: 5010 };
  const [own, without, withVariant] = owners.slice(0, 3).map((owner, task) => {
    return held.take(owner, { part, result: { task, window: part.read, ...read(0) } }, near);
  });
  expect([own, without]).toEqual([undefined, undefined]);
  expect(withVariant!.result.bins!.every(({ values }) => values[0]!.length === 0)).toBe(true);
});
