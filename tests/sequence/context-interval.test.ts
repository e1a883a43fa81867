import { expect, it } from 'vitest';
import { contextInterval } from '../../src-main/sequence/index.ts';
import { Random } from '../support/random.ts';

const at = (start: number, end: number) => ({ contig: 'chr1', start, end });
const length = 1_000_000;

it('fills the useful context, half of it on each side', () => {
  const found = contextInterval(at(500_000, 501_000), { length }, { useful: 11_000, bin: 1 });
  expect(found).toEqual(at(495_000, 506_000));
});

it('adds nothing to a region that is longer than the useful context', () => {
  const region = at(100_000, 300_000);
  expect(contextInterval(region, { length }, { useful: 11_000, bin: 1 })).toEqual(region);
});

it('adds nothing where no context is known to help', () => {
  const region = at(100_001, 100_002);
  expect(contextInterval(region, { length }, { bin: 1 })).toEqual(region);
});

it('a flank that was given counts, also one of nothing', () => {
  const region = at(500_000, 501_000);
  const options = { useful: 11_000, bin: 1 };
  expect(contextInterval(region, { length }, { ...options, flank: 10 })).toEqual(
    at(499_990, 501_010),
  );
  expect(contextInterval(region, { length }, { ...options, flank: 0 })).toEqual(region);
});

it('is cut at the ends of the contig, whose last bin may be a part of one', () => {
  const options = { flank: 5000, bin: 128 };
  expect(contextInterval(at(100, 200), { length: 1000 }, options)).toEqual(at(0, 1000));
  expect(contextInterval(at(0, 1000), { length: 1000 }, options)).toEqual(at(0, 1000));
});

it('holds region and flanks, whole bins of them, and no more', () => {
  const random = new Random(8);
  for (let round = 0; round < 500; round++) {
    const bin = [1, 10, 128][random.below(3)]!;
    const contigLength = 1 + random.below(5000);
    const start = random.below(contigLength);
    const end = start + 1 + random.below(contigLength - start);
    const flank = random.below(400);
    const found = contextInterval(at(start, end), { length: contigLength }, { flank, bin });
    const wanted = { start: Math.max(0, start - flank), end: Math.min(contigLength, end + flank) };
    expect(found.start % bin).toBe(0);
    expect(found.end === contigLength || found.end % bin === 0).toBe(true);
    expect(found.start).toBeLessThanOrEqual(wanted.start);
    expect(found.end).toBeGreaterThanOrEqual(wanted.end);
    expect(wanted.start - found.start).toBeLessThan(bin);
    expect(found.end - wanted.end).toBeLessThan(bin);
  }
});
