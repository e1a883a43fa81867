import { describe, expect, it } from 'vitest';
import { oneAhead } from '../../src-main/engine/recurrent/heads/one-ahead.ts';
import { SendAhead } from '../../src-main/engine/recurrent/heads/index.ts';
import { inRowBlocks } from '../../src-main/engine/recurrent/scans/row-blocks.ts';
import type { GraphRunner } from '../../src-main/engine/recurrent/graph-runner.ts';
import type { Network } from '../../src-main/model/index.ts';
import type { Reply } from '../../src-main/engine/index.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('one ahead', () => {
  /** Gives 0, 1 and so on, and fails in place of `failing`. */
  async function* count(log: string[], failing = Infinity): AsyncGenerator<number> {
    try {
      for (let i = 0; i < 4; i++) {
        log.push(`begin ${i}`);
        await turn();
        if (i === failing) throw new Error(`${i} failed`);
        log.push(`end ${i}`);
        yield i;
      }
    } finally {
      log.push('closed');
    }
  }

  it('begins the next one before one is used, and no more', async () => {
    const log: string[] = [];
    for await (const i of oneAhead(count(log))) {
      expect(log.filter((line) => line.startsWith('begin'))).toHaveLength(Math.min(i + 2, 4));
    }
    expect(log.slice(-2)).toEqual(['end 3', 'closed']);
  });

  it('tells of a failure once, after what came before it was used', async () => {
    const used: number[] = [];
    const read = async () => {
      for await (const i of oneAhead(count([], 2))) {
        await turn();
        await turn();
        used.push(i);
      }
    };
    await expect(read()).rejects.toThrow('2 failed');
    expect(used).toEqual([0, 1]);
  });

  it.each([Infinity, 2])('waits for what is on its way when it is left (%d)', async (failing) => {
    const log: string[] = [];
    const read = async () => {
      for await (const i of oneAhead(count(log, failing))) {
        if (i === 1) throw new Error('left');
      }
    };
    await expect(read()).rejects.toThrow('left');
    expect(log.slice(-2)).toEqual([failing === 2 ? 'begin 2' : 'end 2', 'closed']);
  });
});

describe('replies sent ahead', () => {
  const note = (text: string): Reply => ({ kind: 'note', note: text });

  it('are sent one after the other, each while the next is made', async () => {
    const sent: Reply[] = [];
    const arrive: (() => void)[] = [];
    const ahead = new SendAhead((reply) => {
      sent.push(reply);
      return new Promise((resolve) => arrive.push(resolve));
    });
    await ahead.send([note('a')]);
    const second = ahead.send([note('b')]);
    await turn();
    expect(sent).toEqual([note('a')]);
    arrive[0]!();
    await second;
    expect(sent).toEqual([note('a'), note('b')]);
    arrive[1]!();
    await ahead.end();
  });

  it('fail where the next one is sent, or at the end', async () => {
    const failing = () => new SendAhead(() => Promise.reject(new Error('gone')));
    const [one, other] = [failing(), failing()];
    await one.send([note('a')]);
    await turn();
    await expect(one.send([note('b')])).rejects.toThrow('gone');
    await other.send([note('a')]);
    await expect(other.end()).rejects.toThrow('gone');
  });
});

describe('a head by blocks of rows', () => {
  const network = { d: 2 ** 14, vocabSize: 1, tracks: 2, hiddenWidth: 1 } as Network;
  const tokens = 11;
  const ofRows = (of: (row: number) => number) => {
    const data = new Float32Array(tokens * network.d);
    for (let row = 0; row < tokens; row++) data[row * network.d] = of(row);
    return { data, dims: [1, tokens, network.d] };
  };
  const feeds = { residual: ofRows((row) => row), mirrored: ofRows((row) => 100 * (tokens - row)) };

  /** Adds both strands at a row; no more than one call at a time. */
  function adder(failing = -1): GraphRunner & { calls: number; running: number } {
    const head = {
      ...{ calls: 0, running: 0 },
      async run(given: typeof feeds, into: Record<string, { data: Float32Array }>) {
        head.calls++;
        expect(++head.running).toBe(1);
        await turn();
        head.running--;
        const { data, dims } = given.residual;
        const rows = dims[1]!;
        if (data[0] === failing) throw new Error('a block failed');
        for (let row = 0; row < rows; row++) {
          const other = given.mirrored.data[(rows - 1 - row) * network.d]!;
          const { logits, tracks } = into;
          logits!.data[row] = data[row * network.d]! + other;
          tracks!.data.set([other, -other], 2 * row);
        }
        return {};
      },
      release: () => Promise.resolve(),
    };
    return head;
  }

  it('gives what it gives at once', async () => {
    const head = adder();
    const logits = { data: new Float32Array(tokens), dims: [1, tokens, 1] };
    const given = await inRowBlocks(head, network, 2).run(feeds, { logits }, ['tracks']);
    expect(head.calls).toBe(3);
    const rows = Array.from({ length: tokens }, (_, row) => row);
    expect([...logits.data]).toEqual(rows.map((row) => row + 100 * (row + 1)));
    expect([...given['tracks']!]).toEqual(
      rows.flatMap((row) => [100 * (row + 1), -100 * (row + 1)]),
    );
  });

  it('leaves the blocks to a session that has its own way with them', async () => {
    const asked: unknown[] = [];
    const head: GraphRunner = {
      ...adder(),
      async runInRows(given, into, by) {
        asked.push(by, Object.keys(given), Object.keys(into));
        into['tracks']!.data.fill(7);
        return Promise.resolve();
      },
    };
    const logits = { data: new Float32Array(tokens), dims: [1, tokens, 1] };
    const given = await inRowBlocks(head, network, 2).run(feeds, { logits }, ['tracks']);
    const by = { rows: 4, threads: 2, backwards: ['mirrored'] };
    expect(asked).toEqual([by, ['residual', 'mirrored'], ['logits', 'tracks']]);
    expect(given).toEqual({ tracks: new Float32Array(2 * tokens).fill(7) });
  });

  it('fails with one of its blocks, and begins no other', async () => {
    const head = adder(0);
    const run = inRowBlocks(head, network, 2).run(feeds, {}, ['logits', 'tracks']);
    await expect(run).rejects.toThrow('a block failed');
    expect([head.calls, head.running]).toEqual([1, 0]);
  });
});
