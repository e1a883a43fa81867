import { expect, it } from 'vitest';
import { trainTestOverlap } from '../../src-main/analysis/probe/train-test-overlap.ts';
import { Random } from '../support/random.ts';

function randomBases(length: number, seed: number): string {
  const random = new Random(seed);
  return Array.from({ length }, () => 'ACGT'[random.below(4)]).join('');
}
function mutate(letters: string, share: number, seed: number): string {
  const random = new Random(seed);
  return [...letters].map((c) => (random.next() < share ? 'ACGT'[random.below(4)] : c)).join('');
}
const reverseComplement = (letters: string) =>
  [...letters]
    .reverse()
    .map((c) => 'TGCA'['ACGT'.indexOf(c)])
    .join('');

const training = [randomBases(40_000, 1), randomBases(20_000, 2)];
const other = randomBases(10_000, 3);

it('sequence of its own shares nothing', async () => {
  expect(await trainTestOverlap(training, [other])).toEqual({
    ...{ windows: 10, windowLength: 1000, alike: 0, copies: 0 },
  });
});

it.each([
  ['as it is', (letters: string) => letters],
  ['on the other strand', reverseComplement],
  ['in lower case', (letters: string) => letters.toLowerCase()],
])('a copy %s is found', async (_, change) => {
  const copy = change(training[0]!.slice(5000, 9000));
  const { windows, alike, copies } = await trainTestOverlap(training, [other, copy]);
  expect(windows).toBe(14);
  expect(alike).toBeCloseTo(4 / 14, 10);
  expect(copies).toBeCloseTo(4 / 14, 10);
});

it('a relative is alike, and not a copy; a far one is neither', async () => {
  const near = mutate(training[0]!.slice(0, 10_000), 0.02, 4);
  expect(await trainTestOverlap(training, [near])).toMatchObject({ alike: 1, copies: 0 });
  const far = mutate(training[0]!.slice(0, 10_000), 0.3, 5);
  expect(await trainTestOverlap(training, [far])).toMatchObject({ alike: 0, copies: 0 });
});

it('windows of N say nothing', async () => {
  expect((await trainTestOverlap(training, ['N'.repeat(5000) + other])).windows).toBe(10);
  expect((await trainTestOverlap(['N'.repeat(5000)], ['N'.repeat(5000)])).windows).toBe(0);
});

it('of long sequences a sample of words is looked at, which finds the same', async () => {
  const long = [randomBases(5_000_000, 6)];
  const { windowLength, alike, copies } = await trainTestOverlap(long, [
    long[0]!.slice(100_000, 103_000) + randomBases(9000, 7),
  ]);
  expect(windowLength).toBe(1000);
  expect(alike).toBeCloseTo(3 / 12, 10);
  expect(copies).toBeCloseTo(3 / 12, 10);
});

it('short stretches are looked at as they are, and too short ones not at all', async () => {
  const some = [training[0]!.slice(0, 200), other.slice(0, 300), other.slice(0, 30)];
  expect(await trainTestOverlap(training, some)).toMatchObject({
    windows: 2,
    alike: 0.5,
    copies: 0.5,
  });
  expect((await trainTestOverlap(training, [other.slice(0, 30)])).alike).toBeNaN();
});

it('it stops where nobody wants it any more', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const long = [randomBases(2_000_000, 8)];
  await expect(trainTestOverlap(long, long, signal)).rejects.toThrow('enough');
});
