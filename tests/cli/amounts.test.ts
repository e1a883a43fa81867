import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  parseAmount,
  parseCount,
  parseNumber,
  parseThreads,
} from '../../src-main/cli/options/options.ts';
import type { Console } from '../../src-main/cli/console/index.ts';
import { PassReporter } from '../../src-main/cli/reporters/index.ts';
import type { LoadedModel } from '../../src-main/library/index.ts';
import { counted, type PassProgress } from '../../src-main/contract/index.ts';
import { formatSeconds } from '../../src-main/cli/console/wording.ts';

describe('a number of bases or bytes may be written as', () => {
  it.each([
    ['4096', 4096],
    ['12,288', 12_288],
    ['1_000_000', 1_000_000],
    ['500k', 500_000],
    ['1.5M', 1_500_000],
    ['1.1M', 1_100_000],
    ['2G', 2e9],
    ['20 kb', 20_000],
    ['20kbp', 20_000],
    ['100bp', 100],
    ['0', 0],
  ])('%s', (text, value) => expect(parseAmount(text)).toBe(value));

  it.each(['', '-5', '1.5', '1e6', 'x', '5x', '1.2345k', '99999999999999999'])(
    'but not as "%s"',
    (text) => expect(() => parseAmount(text)).toThrow('Expected a whole number'),
  );
});

it('a count is 1 or more', () => {
  expect(parseCount('1')).toBe(1);
  expect(() => parseCount('0')).toThrow('Expected at least 1.');
});

it('threads are at most a few for each core', () => {
  const cores = availableParallelism();
  expect(parseThreads(String(cores))).toBe(cores);
  expect(() => parseThreads(String(1000 * cores))).toThrow('Expected at most');
});

it.each(['', ' ', 'x', '1,5', 'NaN', 'Infinity'])('"%s" is no threshold', (text) => {
  expect(() => parseNumber(text)).toThrow('Expected a number such as 0.5.');
});

it.each([
  [0.04, '0 s'],
  [0.46, '0.5 s'],
  [3, '3 s'],
  [9.9, '9.9 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d seconds are %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

it('one is one, and many have commas', () => {
  expect([0, 1, 8192].map((count) => counted(count, 'chunk'))).toEqual([
    '0 chunks',
    '1 chunk',
    '8,192 chunks',
  ]);
});

it('the time left of several regions is what the pass of the first one foretells, and nothing before it does', () => {
  const region = (end: number) => ({ contig: 'c', start: 0, end });
  const left: (number | undefined)[] = [];
  const identity = { name: 'model' };
  const console: Partial<Console> = {
    note: () => undefined,
    progress: (...[, , overall]) => void left.push(overall?.secondsLeft),
  };
  const reporter = new PassReporter([region(1000), region(3000)], 1, {
    console: console as Console,
    model: { identity } as LoadedModel,
    onNote: () => undefined,
  });
  const context = { region: region(1000), interval: region(1000), fromCache: false };
  reporter.onEvent({ kind: 'note', note: { kind: 'context', ...context } });
  const step = (fraction: number, secondsLeft: number | undefined) => {
    const progress: PassProgress = {
      ...{ stage: 'layers', layer: 1, layers: 1, direction: 'both', chunk: 1, chunks: 4 },
      ...{ fraction, secondsLeft },
    };
    reporter.onEvent({ kind: 'progress', progress });
  };
  step(0.01, undefined);
  // Half of 1,000 bp takes 2 s: so do each 500 of the other 3,000.
  step(0.5, 2);
  expect(left).toEqual([undefined, 14]);
});
