import { expect, it } from 'vitest';
import { auroc } from '../../src-main/analysis/metrics/index.ts';
import { Random } from '../support/random.ts';

/** The definition: pairs in which the positive scores higher, a tie being half a pair. */
function naive(scores: readonly number[], labels: readonly boolean[]): number {
  let [won, pairs] = [0, 0];
  for (const [i, positive] of scores.entries()) {
    for (const [j, negative] of scores.entries()) {
      if (!labels[i] || labels[j]) continue;
      pairs++;
      won += positive > negative ? 1 : positive === negative ? 0.5 : 0;
    }
  }
  return won / pairs;
}

it('is the share of pairs in which the positive scores higher, ties counting half', () => {
  const random = new Random(3);
  for (let round = 0; round < 200; round++) {
    const n = 2 + random.below(30);
    // Few values make many ties.
    const values = 1 + random.below(8);
    const scores = Array.from({ length: n }, () => random.below(values) / 3 - 1);
    const labels = scores.map((score) => random.next() < 0.3 + 0.1 * score);
    const expected = naive(scores, labels);
    if (Number.isNaN(expected)) expect(auroc(scores, labels)).toBeNaN();
    else expect(auroc(scores, labels)).toBeCloseTo(expected, 12);
  }
});

it.each([
  ['all positives above', [1, 2, 3, 4], [false, false, true, true], 1],
  ['all positives below', [1, 2, 3, 4], [true, true, false, false], 0],
  ['all tied', [5, 5, 5, 5, 5], [true, false, false, true, false], 0.5],
  ['one pair of four lost', [1, 2, 3, 4], [false, true, false, true], 0.75],
])('%s', (_, scores, labels, expected) => {
  expect(auroc(scores, labels)).toBe(expected);
});

it.each([
  ['no positive', [false, false]],
  ['no negative', [true, true]],
])('with %s there is nothing to compare', (_, labels) => {
  expect(auroc([1, 2], labels)).toBeNaN();
});

it('with nothing at all either', () => {
  expect(auroc([], [])).toBeNaN();
});
