import { expect, it } from 'vitest';
import { logLabels } from '../../src-main/analysis/probe/log-labels.ts';

const place = { contig: 'chr1', start: 1000, end: 1300 };
const logs = (values: readonly number[]) =>
  logLabels(Float32Array.from(values), place, 100, 'signal.bw');

it('values become ln(1 + value), and what is not known stays so', () => {
  expect([...logs([0, NaN, 3])]).toEqual([0, NaN, Math.fround(Math.log(4))]);
});

it('a negative value is refused with its place, rather than left out', () => {
  expect(() => logs([0, -1.5, 3])).toThrow(
    /^signal\.bw has the value -1\.5 in chr1:1,?101-1,?200; ln\(1 \+ value\)/,
  );
  expect(() => logs([-1, 0, 0])).toThrow(expect.objectContaining({ code: 'labels-format' }));
});
