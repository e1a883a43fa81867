import { expect, it } from 'vitest';
import { smallChange } from '../../src-main/cli/console/wording.ts';
import {
  changeText,
  fixed,
  variantSentences,
  type VariantRow,
  type VariantScores,
} from '../../src-main/contract/index.ts';

const words = { labelOf: (track: string) => `Track ${track}`, readout: 'expression', model: 'M' };
const interval = { contig: 'chr1', start: 0, end: 1000 };

function told(scores: Partial<VariantScores>): string[] {
  const row: VariantRow = { id: 'v', scores: { interval, local: [], distal: [], ...scores } };
  return variantSentences(row, words);
}

function distal(gene: string, effect: number, distance: number, strand: '+' | '-' | '.' = '+') {
  return {
    target: { contig: 'chr1', start: 10, end: 20, name: 't', gene, strand },
    ...{ value: 0.5, effect, distance },
  };
}

it('a distal effect is told with gene, size and distance, as the gene is read', () => {
  const sentence = (distance: number, strand: '+' | '-' | '.') =>
    told({ distal: [distal('ADH1', -0.25, distance, strand)] })[0];
  const what = 'Track expression at ADH1 falls from 0.500 to 0.250 (−0.250)';
  expect(sentence(25_000, '+')).toBe(`${what}, with the variant 25,000 bp upstream of it.`);
  expect(sentence(-25_000, '+')).toBe(`${what}, with the variant 25,000 bp downstream of it.`);
  expect(sentence(25_000, '-')).toBe(`${what}, with the variant 25,000 bp downstream of it.`);
  expect(sentence(-9, '-')).toBe(`${what}, with the variant 9 bp upstream of it.`);
  expect(sentence(25_000, '.')).toBe(`${what}, 25,000 bp away.`);
  expect(sentence(0, '+')).toBe(`${what}, at the variant.`);
});

it('other targets, the change on the spot and the likelihood follow, what rounds to nothing does not', () => {
  expect(
    told({
      distal: [distal('A', 0.3, 5), distal('B', -0.2, 6), distal('C', 0.0001, 7)],
      local: [
        { track: 'x', value: 0.1, effect: 0.01 },
        { track: 'y', value: 0.9, effect: -0.4 },
      ],
      llr: -3.539,
      llrQuantile: -0.97,
    }),
  ).toEqual([
    'Track expression at A rises from 0.500 to 0.800 (+0.300), with the variant 5 bp upstream of it.',
    'It also changes B, by up to 0.200.',
    'Where the variant stands, Track y falls from 0.900 to 0.500 (−0.400).',
    'The model finds the alternative 34 times less likely than the reference (LLR −3.539, rank −0.970 among common variants).',
  ]);
  expect(told({ llr: 0.1, maskedLlr: -1 })).toEqual([
    'The model finds both alleles about as likely (LLR +0.100).',
    'With its bases masked, the LLR is −1.000.',
  ]);
});

it('a variant that changes nothing is said to, and one without scores says nothing', () => {
  const local = [{ track: 'x', value: 0.1, effect: 0.0001 }];
  expect(told({ local })).toEqual(['No track changes by 0.0005 or more where it stands.']);
  expect(variantSentences({ id: 'v', reason: { code: 'symbolic', message: '' } }, words)).toEqual(
    [],
  );
});

it('what rounds to 0 has no sign', () => {
  expect([-0.0004, 0.0004, -0, -0.0005, 1.23456].map((value) => fixed(value))).toEqual([
    ...['0.000', '0.000', '0.000', '-0.001', '1.235'],
  ]);
  expect(fixed(-0.004, 2)).toBe('0.00');
  expect([-0.0004, -0.0005, 0.25, NaN].map(changeText)).toEqual([
    '≈ 0',
    '−0.001',
    '+0.250',
    '+NaN',
  ]);
  expect([-0.0004, -0.25, NaN].map(smallChange)).toEqual(['≈ 0', '-0.250', '-']);
  expect(told({ llr: -0.0001 })).toEqual([
    'The model finds both alleles about as likely (LLR ≈ 0).',
  ]);
});
