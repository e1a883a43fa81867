import { describe, expect, it } from 'vitest';
import { EditedSequence, mirrorEdits, type Edit } from '../../src-main/sequence/index.ts';
import { edited, randomEdits } from '../support/random-edits.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';

describe('a sequence with edits', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('reads as edited by hand, %i', (seed) => {
    const random = new Random(seed);
    const reference = randomTokens(1 + random.below(400), random);
    const edits = randomEdits(reference.length, 1 + random.below(4), random);
    const sequence = new EditedSequence(reference, edits);
    const expected = edited(reference, edits);
    expect(sequence.length).toBe(expected.length);
    expect(sequence.tokens(0, sequence.length)).toEqual(expected);
    const from = random.below(sequence.length + 1);
    const to = from + random.below(sequence.length + 1 - from);
    expect(sequence.tokens(from, to)).toEqual(expected.subarray(from, to));
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'counts the tokens before a position of the reference, %i',
    (seed) => {
      const random = new Random(1000 + seed);
      const reference = randomTokens(1 + random.below(300), random);
      const edits = randomEdits(reference.length, 1 + random.below(4), random);
      const sequence = new EditedSequence(reference, edits);
      const positions = [...sequence.positions(0, sequence.length)];
      expect(positions.every((position, i) => i === 0 || position >= positions[i - 1]!)).toBe(true);
      for (let p = 0; p < reference.length; p++) {
        expect(sequence.indexOf(p)).toBe(positions.filter((position) => position < p).length);
      }
    },
  );

  it('stands unchanged tokens on themselves and inserted ones on the one before', () => {
    const insertion: Edit = { start: 3, end: 3, tokens: Uint8Array.of(7, 7) };
    const sequence = new EditedSequence(Uint8Array.of(7, 8, 9, 10, 7), [insertion]);
    expect([...sequence.positions(0, 7)]).toEqual([0, 1, 2, 2, 2, 3, 4]);
  });

  it('has mirrored edits that edit the mirrored sequence', () => {
    const random = new Random(5);
    const flip = (tokens: Uint8Array) => Uint8Array.from(tokens, (t) => 17 - t).reverse();
    const reference = randomTokens(200, random);
    const edits = randomEdits(200, 3, random);
    const mirrored = new EditedSequence(flip(reference), mirrorEdits(edits, 200, flip));
    expect(mirrored.tokens(0, mirrored.length)).toEqual(flip(edited(reference, edits)));
  });

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'stands each token, seen along the other strand, on the same base, %i',
    (seed) => {
      const random = new Random(2000 + seed);
      const flip = (tokens: Uint8Array) => Uint8Array.from(tokens, (t) => 17 - t).reverse();
      const reference = randomTokens(1 + random.below(300), random);
      const { length } = reference;
      const edits = randomEdits(length, 1 + random.below(4), random);
      const own = new EditedSequence(reference, edits);
      const other = new EditedSequence(flip(reference), mirrorEdits(edits, length, flip), {
        mirrored: true,
      });
      const positions = [...other.positions(0, other.length)];
      const expected = [...own.positions(0, own.length)].map((position) => length - 1 - position);
      expect(positions).toEqual(expected.reverse());
      for (let p = 0; p < length; p++) {
        expect(other.indexOf(p)).toBe(positions.filter((position) => position < p).length);
      }
    },
  );

  it('refuses edits out of order', () => {
    const edits = [5, 2].map((start) => ({ start, end: start + 1, tokens: Uint8Array.of(7) }));
    expect(() => new EditedSequence(new Uint8Array(10), edits)).toThrow(RangeError);
  });
});
