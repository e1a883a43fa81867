import { expect, it } from 'vitest';
import { expectFitting } from '../../src-main/analysis/probe/expect-fitting.ts';

it('what goes with another kind of labels is refused and not left out', () => {
  const bed = { labels: 'peaks.bed' };
  expect(() => expectFitting({ ...bed, log: true }, 'classes')).toThrow(
    'ln(1 + value) is for values (bigWig, BAM, CRAM); peaks.bed has classes.',
  );
  expect(() => expectFitting({ ...bed, emptyIsZero: true }, 'classes')).toThrow('values (bigWig)');
  expect(() => expectFitting({ labels: 'a.bw', byName: true }, 'values')).toThrow('classes (BED)');
  expect(() => expectFitting({ ...bed, byName: true, log: false }, 'classes')).not.toThrow();
  expect(() => expectFitting({ labels: 'a.bw', log: true }, 'values')).not.toThrow();
});
