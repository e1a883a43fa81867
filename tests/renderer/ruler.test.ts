import { expect, it } from 'vitest';
import type { PassProgress } from '../../src-main/contract/index.ts';
import { passShares } from '../../src-renderer/browser/tracks/ruler.ts';

const at = (change: Partial<PassProgress>) =>
  passShares({
    ...{ stage: 'layers', layer: 3, layers: 4, direction: 'forward', chunk: 2, chunks: 8 },
    ...{ fraction: 0.5, ...change },
  });

it('shows what the scan has gone through, over how many layers are done', () => {
  expect(at({})).toEqual({ done: 0.25, tint: 0.5 });
  expect(at({ stage: 'heads' })).toEqual({ done: 0.25, tint: 1 });
  expect(at({ direction: 'both', chunk: 1, chunks: 1 })).toEqual({ done: 0.75, tint: 0 });
  expect(at({ stage: 'tiles', layer: 1, layers: 1 })).toEqual({ done: 0.25, tint: 0 });
});
