import { describe, expect, it } from 'vitest';
import type { Reply } from '../../src-main/engine/index.ts';
import { giveBack } from '../../src-main/engine/index.ts';
import { replyFrame, replyReader } from '../../src-main/engine/process/reply-frames.ts';
import { Random } from '../support/random.ts';

describe('frames of replies', () => {
  const floats = (count: number) => Float32Array.from({ length: count }, (_, i) => i / 7);
  const nothing = Float32Array.of(NaN, -0, Infinity);
  const replies: readonly Reply[] = [
    { kind: 'note', note: 'a sentence, ä and 𝄞' },
    {
      kind: 'likelihood',
      start: 5,
      logLikelihood: floats(3),
      entropy: floats(3000),
      information: floats(0),
    },
    // One array by three names.
    {
      kind: 'likelihood',
      start: 8,
      logLikelihood: nothing,
      entropy: nothing,
      information: nothing,
    },
    // Part of a larger array.
    { kind: 'tracks', pieces: [{ first: 8, values: [floats(90).subarray(7, 11), floats(0)] }] },
    { kind: 'failed', code: 'compute-failed', message: '' },
  ];
  const bytes = () => Buffer.concat(replies.flatMap(replyFrame));

  it('give every reply again, in order, whatever pieces they come in', () => {
    const random = new Random(11);
    const all = bytes();
    for (let trial = 0; trial < 50; trial++) {
      const most = 1 + Math.floor(random.next() * (trial % 2 ? 20 : all.length));
      const read: Reply[] = [];
      const take = replyReader((reply) => read.push(reply));
      for (let from = 0; from < all.length;) {
        const to = from + 1 + Math.floor(random.next() * most);
        take(all.subarray(from, to));
        from = to;
      }
      expect(read).toEqual(replies);
    }
  });

  it('hand on nothing of a reply that is not whole', () => {
    const read: Reply[] = [];
    replyReader((reply) => read.push(reply))(bytes().subarray(0, -1));
    expect(read).toEqual(replies.slice(0, -1));
  });

  it('give arrays memory of their own, which can be given back', () => {
    const read: Reply[] = [];
    replyReader((reply) => read.push(reply))(bytes());
    const told = read[1] as Extract<Reply, { kind: 'likelihood' }>;
    giveBack(told.entropy);
    giveBack(told.information);
    expect(told.entropy).toHaveLength(0);
    expect(told.logLikelihood).toEqual(floats(3));
    const part = floats(4).subarray(1);
    giveBack(part);
    expect(part).toHaveLength(3);
  });
});
