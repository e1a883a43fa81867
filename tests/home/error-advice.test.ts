import { expect, it } from 'vitest';
import { errorKinds, type ErrorCode } from '../../src-main/contract/index.ts';
import { errorAdvice, findLocations } from '../../src-main/home/index.ts';

const codes = Object.keys(errorKinds) as ErrorCode[];

it.each(['command', 'window'] as const)(
  'every code has advice of its own in the %s, found where the program lies',
  (place) => {
    const advice = codes.map((code) => errorAdvice(code, findLocations(), place));
    for (const text of advice) expect(text).toMatch(/\w{2,} \w{2,}/);
    expect(new Set(advice).size).toBe(codes.length);
  },
);
