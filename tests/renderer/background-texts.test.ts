import { expect, it } from 'vitest';
import { backgroundText, spreadText } from '../../src-renderer/format/effect-text.ts';
import { backgroundTexts } from '../../src-renderer/format/variant-text.ts';

const told = (percentile: number) => ({ mean: -0.0123, deviation: 0.05, percentile });

it('a variant is said to stand out, or not, score by score', () => {
  const target = {
    ...{ contig: 'c', start: 1, end: 2, name: 'g1', gene: 'G1', strand: '+' as const },
  };
  const scores = {
    ...{ interval: { contig: 'c', start: 0, end: 9 }, llr: -3, llrBackground: told(97.5) },
    local: [
      { track: 'a', value: 0, effect: 1, background: told(100) },
      { track: 'b', value: 0, effect: NaN, background: told(NaN) },
    ],
    distal: [{ target, value: 1, effect: -1, distance: 5, background: told(200 / 3) }],
  };
  const row = { id: 'v', scores };
  expect(backgroundTexts(row, 'a')).toEqual([
    'LLR lower than 97.5 % of random changes nearby',
    'at the variant larger than 100 % of random changes nearby',
    'at G1 larger than 66.7 % of random changes nearby',
  ]);
  expect(backgroundTexts(row, 'b')).toHaveLength(2);
  expect(backgroundTexts({ id: 'v' }, 'a')).toEqual([]);
  const silent = { track: 'a', value: 0, effect: 0.0001, background: told(NaN) };
  expect(backgroundTexts({ id: 'v', scores: { ...scores, local: [silent] } }, 'a')[1]).toBe(
    'at the variant no percentile: the effect rounds to 0, no larger than the tolerance can tell',
  );
});

it('a link is told with its shuffles and what random places do', () => {
  expect(spreadText({ low: -0.5123, high: 0.01 })).toBe('-0.512 to 0.01');
  expect(backgroundText(told(95), 40)).toBe(
    'larger than 95 % of up to 40 random places near it (mean -0.0123, SD 0.05)',
  );
  expect(backgroundText(told(NaN), 40)).toBe(
    'the effect rounds to 0, no larger than the tolerance can tell: no percentile ' +
      '(random places near it: mean -0.0123, SD 0.05)',
  );
  expect(backgroundText({ ...told(NaN), mean: NaN }, 40)).toBe('no random place near it is free');
});
