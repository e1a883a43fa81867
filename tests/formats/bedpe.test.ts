import { expect, it } from 'vitest';
import { readBedPairs } from '../../src-main/formats/bedpe/index.ts';
import { scratch } from './fixtures.ts';

const { write } = scratch();

it('a BEDPE file gives its pairs, names and scores', async () => {
  const lines = [
    '#chrom1\tstart1\tend1\tchrom2\tstart2\tend2\tname\tscore\tstrand1\tstrand2',
    'chr1\t10\t20\tchr2\t0\t5\te>p\t-0.5\t.\t+\tmore',
    'chr1\t10\t20\tchr1\t30\t40',
    'chr1\t10\t20\tchr1\t30\t40\tx\t.',
    '.\t-1\t-1\tchr1\t30\t40\thalf\t1',
    '',
  ];
  const first = { contig: 'chr1', start: 10, end: 20 };
  const second = { contig: 'chr1', start: 30, end: 40 };
  expect(await readBedPairs(write('x.bedpe', lines.join('\r\n')))).toEqual([
    { first, second: { contig: 'chr2', start: 0, end: 5 }, name: 'e>p', score: -0.5 },
    { first, second, name: '.' },
    { first, second, name: 'x' },
  ]);
});

it.each([
  ['too few columns', 'chr1\t10\t20\tchr1\t30'],
  ['an end before its start', 'chr1\t20\t10\tchr1\t30\t40'],
  ['a start that is no number', 'chr1\tx\t10\tchr1\t30\t40'],
  ['a score that is no number', 'chr1\t1\t10\tchr1\t30\t40\tn\thigh'],
])('%s is refused with the line', async (_what, line) => {
  const path = write('x.bedpe', `#header\n${line}\n`);
  await expect(readBedPairs(path)).rejects.toMatchObject({
    code: 'bed-format',
    message: expect.stringContaining(`Line 2 of ${path}`) as string,
  });
});
