import { describe, expect, it } from 'vitest';
import { applyVariants } from '../../src-main/sequence/variant/apply.ts';
import {
  CoordinateMap,
  EditedSequence,
  placeAlleles,
  tokenEdit,
  tokenize,
  type BaseEdit,
} from '../../src-main/sequence/index.ts';
import { repetitiveBases } from '../support/hts.ts';
import { Random } from '../support/random.ts';

const interval = { start: 100, end: 110 };
const letters = 'ACGTacgtNN';

const edit = (start: number, end: number, bases: string): BaseEdit => ({ start, end, bases });

it('edits of every kind are made at their places', () => {
  const edits = [
    edit(108, 109, 'GGG'),
    edit(100, 100, 'TT'),
    edit(102, 105, ''),
    edit(106, 107, 'A'),
  ];
  const { sequence, refused, map } = applyVariants(letters, interval, edits);
  expect(sequence).toBe('TTACcAtGGGN');
  expect(refused).toEqual([]);
  expect(map.editedLength).toBe(sequence.length);
});

it('tokens are edited as letters are', () => {
  const edits = [edit(100, 100, 'TT'), edit(102, 105, ''), edit(106, 107, 'ACG')];
  const byLetters = applyVariants(letters, interval, edits);
  const byTokens = applyVariants(tokenize(letters), interval, edits);
  expect(byTokens.sequence).toEqual(tokenize(byLetters.sequence));
});

it('edits of tokens, as a pass takes them, make the same sequence', () => {
  const edits = [edit(100, 100, 'TT'), edit(102, 105, ''), edit(106, 107, 'ACG')];
  const { sequence } = applyVariants(tokenize(letters), interval, edits);
  const asTokens = edits.map((one) => tokenEdit(one, interval.start));
  const edited = new EditedSequence(tokenize(letters), asTokens);
  expect(edited.tokens(0, edited.length)).toEqual(sequence);
});

it.each([
  ['none', [], 'ACGTacgtNN'],
  ['an insertion at the very end', [edit(110, 110, 'T')], 'ACGTacgtNNT'],
  ['all of it deleted', [edit(100, 110, '')], ''],
  ['neighbours', [edit(101, 102, 'T'), edit(102, 103, ''), edit(103, 103, 'GG')], 'ATGGTacgtNN'],
  [
    'an insertion in front of a changed base',
    [edit(101, 102, 'T'), edit(101, 101, 'G')],
    'AGTGTacgtNN',
  ],
])('%s: no edit is refused', (_, edits, expected) => {
  const { sequence, refused } = applyVariants(letters, interval, edits);
  expect([sequence, refused]).toEqual([expected, []]);
});

it.each([
  ['the later of two that overlap', [edit(103, 105, 'A'), edit(101, 104, '')], 0, 'overlap'],
  ['the second at the same base', [edit(103, 104, 'A'), edit(103, 104, 'C')], 1, 'overlap'],
  ['the second insertion at one place', [edit(103, 103, 'A'), edit(103, 103, 'A')], 1, 'overlap'],
  ['an insertion inside a deletion', [edit(103, 103, 'A'), edit(101, 105, '')], 0, 'overlap'],
  [
    'one that begins before the interval',
    [edit(99, 101, 'A'), edit(101, 102, 'T')],
    0,
    'outside-region',
  ],
  [
    'one that ends behind the interval',
    [edit(109, 111, ''), edit(101, 102, 'T')],
    0,
    'outside-region',
  ],
])('%s is refused', (_, edits, index, reason) => {
  const { chosen, refused, sequence } = applyVariants(letters, interval, edits);
  expect(refused).toEqual([
    { edit: edits[index], refusal: { reason, message: expect.stringMatching(/\w+/) as string } },
  ]);
  expect(chosen).toEqual([edits[1 - index]]);
  expect(sequence).toBe(applyVariants(letters, interval, chosen).sequence);
});

it('a refused edit is told with the one that was made in its stead', () => {
  const { refused } = applyVariants(letters, interval, [edit(101, 104, ''), edit(103, 103, 'AC')]);
  expect(refused[0]!.refusal.message).toBe(
    'It overlaps the change of bases 102 to 104, which was applied before the insertion of 2 bases ' +
      'before base 104.',
  );
});

describe('the coordinate map', () => {
  const map = new CoordinateMap(interval, [
    edit(101, 101, 'TTT'),
    edit(103, 106, ''),
    edit(107, 109, 'ACGT'),
  ]);
  // reference 100 101 102 [103 104 105] 106 [107 108] 109
  // edited     0 (1 2 3) 4 5             6   [7 8 9 10] 11

  it.each([
    [100, 0, true],
    [101, 4, true],
    [102, 5, true],
    [103, 6, false],
    [105, 6, false],
    [106, 6, true],
    [107, 7, false],
    [108, 8, false],
    [109, 11, true],
  ])('base %i of the reference is base %i', (position, expected, exact) => {
    expect(map.toEdited(position)).toEqual({ position: expected, exact });
  });

  it.each([
    [0, 100, true],
    [1, 101, false],
    [3, 101, false],
    [4, 101, true],
    [6, 106, true],
    [7, 107, false],
    [8, 108, false],
    [10, 108, false],
    [11, 109, true],
  ])('base %i of the edited sequence is base %i of the reference', (position, expected, exact) => {
    expect(map.toReference(position)).toEqual({ position: expected, exact });
  });

  it('leads through bases that were turned round, to the base itself', () => {
    const turned = new CoordinateMap(interval, [{ ...edit(102, 106, 'TGCA'), isInverted: true }]);
    const expected = [0, 1, 5, 4, 3, 2, 6, 7, 8, 9];
    for (const [i, position] of expected.entries()) {
      expect(turned.toEdited(100 + i)).toEqual({ position, exact: true });
      expect(turned.toReference(position)).toEqual({ position: 100 + i, exact: true });
    }
  });

  it('knows nothing outside', () => {
    expect([map.toEdited(99), map.toEdited(110), map.toReference(-1), map.toReference(12)]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
  });
});

it.each([1, 2, 3, 4])('random edits: bases that map exactly are the same, seed %i', (seed) => {
  const random = new Random(seed);
  const text = repetitiveBases(random, 5000);
  const whole = { start: 1000, end: 6000 };
  const edits = Array.from({ length: 400 }, () => {
    const start = 1000 + random.below(4990);
    const bases = 'ACGTACGT'.slice(random.below(8));
    return edit(start, start + random.below(4), random.below(3) === 0 ? '' : bases);
  }).filter(({ start, end, bases }) => end > start || bases !== '');
  const { sequence, map, chosen, refused } = applyVariants(text, whole, edits);
  expect(chosen.length + refused.length).toBe(edits.length);
  expect(chosen.length).toBeGreaterThan(150);

  // Made one after the other from the back, no edit moves another.
  let expected = text;
  for (const { start, end, bases } of chosen.toReversed()) {
    expected = expected.slice(0, start - 1000) + bases + expected.slice(end - 1000);
  }
  expect(sequence).toBe(expected);

  const changed = (at: number) => chosen.some(({ start, end }) => at >= start && at < end);
  for (let at = 1000; at < 6000; at++) {
    const { position, exact } = map.toEdited(at)!;
    if (!changed(at)) {
      expect(exact).toBe(true);
      expect(sequence[position]).toBe(text[at - 1000]);
    }
    if (exact) expect(map.toReference(position)).toEqual({ position: at, exact: true });
  }
});

describe('haplotypes', () => {
  it.each([
    ['0|1', [0, 1], true, 'phased', [0, 1]],
    ['1|0', [1, 0], true, 'phased', [1, 0]],
    ['0/1', [0, 1], false, 'unphased', [0, 1]],
    ['1/1', [1, 1], false, 'homozygous', [1, 1]],
    ['0/0', [0, 0], false, 'homozygous', [0, 0]],
    ['2/1', [2, 1], false, 'unphased', [2, 1]],
    ['1', [1], true, 'haploid', [1]],
    ['.', [undefined], true, 'missing', [undefined]],
    ['./1', [undefined, 1], false, 'missing', [undefined, 1]],
    ['0|1|1', [0, 1, 1], true, 'phased', [0, 1, 1]],
    ['0/0/0/1', [0, 0, 0, 1], false, 'unphased', [0, 0, 0, 1]],
  ])('%s', (_, alleles, phased, state, haplotypes) => {
    expect(placeAlleles({ alleles, phased })).toEqual({ state, haplotypes });
  });

  it('a record without a genotype says nothing', () => {
    expect(placeAlleles(undefined).state).toBe('missing');
  });
});
