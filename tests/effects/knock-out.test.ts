import { describe, expect, it } from 'vitest';
import { seededRandom, shufflePairs, tokenOf } from '../../src-main/sequence/index.ts';
import { knockOutTasks } from '../../src-main/analysis/effects/knock-out.ts';
import { randomTokens } from '../support/random-sequence.ts';
import { Random } from '../support/random.ts';

const tokens = randomTokens(500, new Random(8));
const range = { start: 100, end: 180 };

describe('an element that is knocked out', () => {
  it('becomes N, base by base, in one edit', () => {
    const [task, ...more] = knockOutTasks(tokens, range, { kind: 'n' });
    expect(more).toEqual([]);
    const replaced = new Uint8Array(80).fill(tokenOf.N);
    expect(task).toEqual({ edits: [{ ...range, tokens: replaced }], tracks: true });
  });

  it('is shuffled as often as asked, each time otherwise, the same the next time', () => {
    const tasks = knockOutTasks(tokens, range, { kind: 'shuffle', times: 4 });
    const element = tokens.subarray(100, 180);
    expect(tasks.map(({ edits }) => edits)).toEqual(
      [0, 1, 2, 3].map((seed) => [{ ...range, tokens: shufflePairs(element, seededRandom(seed)) }]),
    );
    const distinct = new Set(tasks.map(({ edits }) => String(edits[0]!.tokens)));
    expect(distinct.size).toBe(4);
    expect(distinct).not.toContain(String(element));
    expect(knockOutTasks(tokens, range, { kind: 'shuffle', times: 4 })).toEqual(tasks);
  });
});
