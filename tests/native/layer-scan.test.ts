import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import { worstRatio } from '../support/compare.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { configs, hasRunner, openLayer, release, step } from './open-layer.ts';

const folder = sharedFolder();

describe.skipIf(!hasRunner)('a layer by the native runner', () => {
  it.each(Object.keys(configs))('%s gives what the stages one by one give', async (name) => {
    for (const threads of [1, 3]) {
      const { network, layer, runners, close } = await openLayer(folder, name, threads);
      for (const scan of new Set([...layer.streamed, layer.singleChunk])) {
        const both = await runners(scan);
        // A token, fewer than there are threads, and more blocks than one.
        for (const [batch, tokens] of [
          [1, 1],
          [2, 2],
          [3, 25],
          [1, 7000],
        ] as const) {
          const steps = both.map(() => step(network, scan, batch, tokens));
          const before = steps.map(({ states }) => structuredClone(states));
          const left = await Promise.all(both.map((one, i) => one.run(defined(steps[i]))));
          const [found, expected] = steps.map(({ into }) => into);
          expect(worstRatio(defined(found), defined(expected))).toBeLessThan(1e-5);
          for (const state of Object.keys(defined(left[0]))) {
            const [own, other] = left.map((states) => defined(states[state]));
            expect(worstRatio(defined(own), defined(other))).toBeLessThan(1e-5);
          }
          // States belong to whoever gave them.
          expect(steps.map(({ states }) => states)).toEqual(before);
        }
        await release(both);
      }
      close();
    }
  });

  it.each(['caduceus', 'caduceus with Mamba-2', 'hawk'])(
    'chunks of %s give the same bits with what the other scan has left of the input projection',
    async (name) => {
      for (const threads of [1, 3]) {
        const { network, layer, runners, close } = await openLayer(folder, name, threads);
        const scans = await Promise.all(layer.streamed.map((scan) => runners(scan)));
        const [[forward], [reverse]] = [defined(scans[0]), defined(scans[1])];
        const width = forward.chainTraits().sharedProjection;
        expect(width).toBeGreaterThan(0);
        const [first, second] = layer.streamed.map((scan) => step(network, scan, 2, 700));
        const projected = new Float32Array(2 * 700 * width);
        const into = new Float32Array(defined(first).into.length);
        const alone = await forward.run(defined(first));
        const left = await forward.run({ ...defined(first), into, projected });
        expect([into, left]).toEqual([defined(first).into, alone]);
        const plain = { ...defined(second), residual: defined(first).residual };
        const expected = await reverse.run(plain);
        const lent = { ...plain, into: new Float32Array(plain.into.length), known: projected };
        expect(await reverse.run(lent)).toEqual(expected);
        expect(lent.into).toEqual(plain.into);
        const known = projected.subarray(1);
        await expect(reverse.run({ ...plain, known })).rejects.toThrow(/input projection holds/);
        for (const both of scans) await release(both);
        close();
      }
    },
  );

  it('tells how the state of a Mamba is read at the most, and of no other', async () => {
    for (const name of ['caduceus', 'hawk']) {
      const { network, layer, runners, close } = await openLayer(folder, name, 2);
      const scan = defined(layer.streamed[0]);
      const both = await runners(scan);
      expect(both[0].stateWeights()).toBeUndefined();
      both[0].observe();
      expect(both[0].stateWeights()).toBeUndefined();
      await both[0].run(step(network, scan, 1, 3));
      const weights = both[0].stateWeights();
      if (name === 'hawk') expect(weights).toBeUndefined();
      else {
        expect(weights?.channels.every((weight) => weight > 0)).toBe(true);
        expect(weights?.states.every((weight) => weight > 0)).toBe(true);
        expect(weights?.channels.length).toBe(48);
        expect(weights?.states.length).toBe(16);
      }
      await release(both);
      close();
    }
  });

  it.each(Object.keys(configs))('%s gives the same bits on any number of threads', async (name) => {
    // Blocks for some of the threads, one for each, and several, of which the first are shorter.
    const lengths = [130, 1030, 2100];
    const bits: string[][] = [];
    for (const threads of [1, 3, 16]) {
      const { network, layer, runners, close } = await openLayer(folder, name, threads);
      const own: string[] = [];
      for (const scan of new Set([...layer.streamed, layer.singleChunk])) {
        const both = await runners(scan);
        for (const tokens of lengths) {
          const given = step(network, scan, 1, tokens);
          const left = await both[0].run(given);
          for (const values of [given.into, ...Object.values(left)]) {
            own.push(
              hash('sha1', new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
            );
          }
        }
        await release(both);
      }
      bits.push(own);
      close();
    }
    for (const own of bits) expect(own).toEqual(bits[0]);
  });

  it('refuses arrays that are too short, and states that are not there', async () => {
    const { network, layer, runners, close } = await openLayer(folder, 'hawk', 1);
    const both = await runners(defined(layer.streamed[1]));
    const scan = defined(layer.streamed[1]);
    const good = step(network, scan, 1, 10);
    const short = (key: 'residual' | 'forwardPartial' | 'into') => ({
      ...good,
      [key]: defined(good[key]).subarray(1),
    });
    await expect(both[0].run(short('residual'))).rejects.toThrow(/residual holds \d+ values/);
    await expect(both[0].run(short('forwardPartial'))).rejects.toThrow(/partial holds/);
    await expect(both[0].run(short('into'))).rejects.toThrow(/into holds/);
    await expect(both[0].run({ ...good, forwardPartial: undefined })).rejects.toThrow(
      'partial is no Float32Array',
    );
    const [name = ''] = Object.keys(good.states);
    const states = { ...good.states, [name]: new Float32Array(3) };
    await expect(both[0].run({ ...good, states })).rejects.toThrow('state holds 3 values');
    await release(both);
    await expect(both[0].run(good)).rejects.toThrow('has been released');
    close();
  });

  it.each([1, 3])('ends a chunk at once on %i threads', async (threads) => {
    const { network, layer, runners, close } = await openLayer(folder, 'caduceus', threads);
    const ended = new Set<boolean>();
    const both = await runners(layer.singleChunk);
    const [own] = both;
    const whole = step(network, layer.singleChunk, 1, 100_000);
    const run = own.run(whole).catch((error: unknown) => {
      ended.add(/was ended/.test(String(error)));
    });
    own.end();
    await run;
    expect([...ended]).toEqual([true]);
    // And goes on with the next.
    await own.run(step(network, layer.singleChunk, 1, 10));
    await release(both);
    close();
  });
});
