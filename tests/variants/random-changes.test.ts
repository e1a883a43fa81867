import { describe, expect, it } from 'vitest';
import { ChangeBackground } from '../../src-main/analysis/variants/readings/change-background.ts';
import { randomChanges } from '../../src-main/analysis/variants/tiles/random-changes.ts';
import { tokenize, tokenOf } from '../../src-main/sequence/index.ts';
import { Random } from '../support/random.ts';

const random = new Random(5);
const letters = Array.from({ length: 10_000 }, () => 'ACGT'[random.below(4)]).join('');
const tokens = tokenize(`${letters.slice(0, 5200)}${'N'.repeat(300)}${letters.slice(5500)}`);
const whole = { within: { start: 0, end: tokens.length }, origin: 0 };

describe('random changes near a variant', () => {
  it.each([
    ['a substitution', 5000, 5001, 'A'],
    ['a longer substitution', 5000, 5003, 'ACG'],
    ['a deletion', 5000, 5007, ''],
    ['an insertion', 5000, 5000, 'ACGTA'],
    ['a deletion with an insertion', 5000, 5002, 'ACGTA'],
  ])('are of the kind of %s', (_, start, end, put) => {
    const found = randomChanges(tokens, { start, end, tokens: tokenize(put) }, 40, whole);
    expect(found).toHaveLength(40);
    for (const change of found) {
      expect(change.end - change.start).toBe(end - start);
      expect(change.tokens).toHaveLength(put.length);
      expect(change.start).toBeGreaterThanOrEqual(4000);
      expect(change.end).toBeLessThanOrEqual(6003 + 5);
      expect(change.end < start || change.start > end).toBe(true);
      const around = tokens.subarray(change.start - 1, change.end + 1);
      expect(around.includes(tokenOf.N)).toBe(false);
      if (put.length === 0 || put.length !== end - start) continue;
      // It changes something at both of its ends.
      expect(change.tokens[0]).not.toBe(tokens[change.start]);
      expect(change.tokens.at(-1)).not.toBe(tokens[change.end - 1]);
    }
    expect(new Set(found.map((change) => [change.start, ...change.tokens].join())).size).toBe(40);
  });

  it('are the same however much of the contig is read', () => {
    const edit = { start: 5000, end: 5001, tokens: tokenize('A') };
    const moved = { ...edit, start: 3000, end: 3001 };
    const cut = { within: { start: 0, end: 8000 }, origin: 2000 };
    const part = randomChanges(tokens.subarray(2000), moved, 10, cut);
    expect(part.map(({ start, tokens: put }) => [start + 2000, put])).toEqual(
      randomChanges(tokens, edit, 10, whole).map(({ start, tokens: put }) => [start, put]),
    );
  });

  it('are few where there is no room, and none at an end without any', () => {
    const [edit, next] = [5, 2].map((start) => ({ start, end: start + 1, tokens: tokenize('A') }));
    const all = randomChanges(tokens, next!, 10, { within: { start: 0, end: 4 }, origin: 0 });
    expect(all.map(({ start }) => start)).toEqual([0, 0, 0]);
    expect(new Set(all.map((change) => change.tokens[0])).size).toBe(3);
    expect(randomChanges(tokens, edit!, 10, { within: { start: 4, end: 7 }, origin: 0 })).toEqual(
      [],
    );
  });
});

it('scores are compared one by one: effects by size, ratios by how low they are', () => {
  const target = (name: string) => ({
    ...{ contig: 'c', start: 1, end: 2, name, strand: '+' as const },
  });
  const info = { id: 't', label: 'T', unit: 'probability', bin: 16, color: '#000000' };
  const background = new ChangeBackground([info, { ...info, id: 'u' }], info);
  for (const [change, [llr, effect, far]] of [
    [-1, 0.1, 0.2],
    [-3, -0.3, undefined],
    [0, 0.2, -0.1],
    [1, NaN, undefined],
  ].entries() as unknown as [number, [number, number, number | undefined]][]) {
    background.add(0, change, {
      llr,
      local: [{ track: 't', value: 0, effect }],
      distal:
        far === undefined ? [] : [{ target: target('near'), value: 0, effect: far, distance: 0 }],
    });
  }
  const scores = {
    ...{ interval: { contig: 'c', start: 0, end: 9 }, llr: -2 },
    local: [{ track: 't', value: 1, effect: -0.25 }],
    distal: [
      { target: target('near'), value: 1, effect: 0.1, distance: 0 },
      { target: target('far'), value: 1, effect: 0.01, distance: 0 },
      { target: target('far'), value: 1, effect: 0.0004, distance: 0 },
    ],
  };
  const told = background.compare(0, scores);
  // Three of four are more likely.
  expect(told.llrBackground).toMatchObject({ mean: -0.75, percentile: 75 });
  // Of three with a value, 0.1 and 0.2 are smaller.
  expect(told.local[0]!.background!.percentile).toBeCloseTo(200 / 3, 9);
  // Of 0.2, 0, -0.1 and 0: two smaller, one tie.
  expect(told.distal[0]!.background).toMatchObject({ percentile: 62.5 });
  expect(told.distal[1]!.background).toMatchObject({ mean: 0, deviation: 0, percentile: 100 });
  // It rounds to nothing.
  expect(told.distal[2]!.background).toEqual({ mean: 0, deviation: 0, percentile: NaN });
  expect(told.maskedLlrBackground).toBeUndefined();
  // They are not held any longer than they are of use.
  expect(background.compare(0, scores).llrBackground!.percentile).toBeNaN();
});
