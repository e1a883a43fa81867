import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import type { ScanRunner, States } from '../../src-main/engine/recurrent/scan-runner.ts';
import { runInRounds } from '../../src-main/engine/recurrent/scans/run-in-rounds.ts';
import type { DirectionalScan } from '../../src-main/model/index.ts';
import { collector } from '../support/collector.ts';
import { worstRatio } from '../support/compare.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';
import { configs, hasRunner, inParts, openLayer, release, step } from './open-layer.ts';

const folder = sharedFolder();

describe.skipIf(!hasRunner)('chains of a layer by the native runner', () => {
  it.each(Object.keys(configs))(
    'chains of %s give what their blocks one by one give',
    async (name) => {
      // A chain without its first blocks, long blocks, and more rows than go into the caches at once.
      const chains = [
        { blocks: [0, 0, 5, 1, 30], first: true },
        { blocks: [64], first: false },
        { blocks: [7, 0, 2500, 3], first: false },
        { blocks: [64, 64, 64, 12, 0], first: true },
      ];
      for (const threads of [1, 3]) {
        const { network, layer, runners, close } = await openLayer(folder, name, threads);
        for (const scan of layer.streamed) {
          const both = await runners(scan);
          const tokens = chains.flatMap(({ blocks }) => blocks).reduce((sum, one) => sum + one, 0);
          const given = step(network, scan, 1, tokens);
          const random = new Random(5);
          const states = Object.fromEntries(
            Object.entries(given.states).map(([state, { length }]) => [
              state,
              random.floats(chains.length * length, 1),
            ]),
          );
          const own = { ...inParts(network, given, 37), chains, states };
          const other = { ...own, into: new Float32Array(own.into.length) };
          const found = await both[0].runChains(own);
          const run = (one: Parameters<ScanRunner['run']>[0]) => both[1].run(one);
          const expected = await runInRounds(run, network, scan, other, 2048);
          expect(worstRatio(own.into, other.into)).toBeLessThan(1e-5);
          for (const state of Object.keys(expected)) {
            expect(worstRatio(defined(found[state]), defined(expected[state]))).toBeLessThan(1e-5);
          }
          await release(both);
        }
        close();
      }
    },
  );

  it.each(['caduceus', 'caduceus with Mamba-2', 'hawk'])(
    'chains of %s at the same time, on a thread each, give what they give one after the other',
    async (name) => {
      const { network, layer, runners, close } = await openLayer(folder, name, 3);
      for (const scan of layer.streamed) {
        const both = await runners(scan);
        both[0].observe();
        const steps = Array.from({ length: 12 }, (_, i) => {
          const tokens = 700 + 64 * i;
          const chains = [{ blocks: [tokens - 100, 100], first: i % 2 === 0 }];
          return { ...inParts(network, step(network, scan, 1, tokens)), chains };
        });
        const alone = [];
        for (const one of steps) {
          const into = new Float32Array(one.into.length);
          alone.push({ into, left: await both[0].runChains({ ...one, into }) });
        }
        const weights = both[0].stateWeights();
        const left = await Promise.all(
          steps.map((one, i) => both[0].runChains({ ...one, threads: 1 + (i % 3) })),
        );
        expect(steps.map(({ into }) => into)).toEqual(alone.map(({ into }) => into));
        expect(left).toEqual(alone.map((one) => one.left));
        expect(both[0].stateWeights()).toEqual(weights);
        await release(both);
      }
      close();
    },
  );
  it.each(['caduceus', 'caduceus with Mamba-2', 'hawk'])(
    'chains of %s give the same bits with what the other scan has left of the input projection',
    async (name) => {
      const blocks = [64, 0, 64, 1, 700, 64, 64, 100];
      const chains = [
        { blocks: blocks.slice(0, 4), first: true },
        { blocks: blocks.slice(4), first: false },
      ];
      const tokens = blocks.reduce((sum, one) => sum + one, 0);
      for (const threads of [1, 3]) {
        const { network, layer, runners, close } = await openLayer(folder, name, threads);
        const [forward, reverse] = await Promise.all(layer.streamed.map((scan) => runners(scan)));
        const width = defined(forward)[0].chainTraits().sharedProjection;
        expect(width).toBeGreaterThan(0);
        const stepOf = (scan: DirectionalScan) => {
          const given = inParts(network, step(network, scan, 1, tokens));
          const double = (values: Float32Array) => Float32Array.of(...values, ...values);
          const states = Object.entries(given.states).map(([key, value]) => [key, double(value)]);
          return { ...given, chains, states: Object.fromEntries(states) as States };
        };
        const [first, second] = layer.streamed.map(stepOf);
        const projected = new Float32Array(tokens * width);
        const into = new Float32Array(defined(first).into.length);
        const alone = await defined(forward)[0].runChains(defined(first));
        const left = await defined(forward)[0].runChains({ ...defined(first), into, projected });
        expect([into, left]).toEqual([defined(first).into, alone]);

        const residual = defined(first).residual;
        const plain = { ...defined(second), residual };
        const expected = await defined(reverse)[0].runChains(plain);
        for (const isKnown of [() => true, (i: number) => i % 3 === 0, (i: number) => i === 4]) {
          let row = 0;
          const known = blocks.map((rows, i) => {
            const own = projected.subarray(row * width, (row += rows) * width);
            return isKnown(i) ? own : undefined;
          });
          const lent = { ...plain, into: new Float32Array(plain.into.length), known };
          expect(await defined(reverse)[0].runChains(lent)).toEqual(expected);
          expect(lent.into).toEqual(plain.into);
        }
        for (const both of [forward, reverse]) await release(defined(both));
        close();
      }
    },
  );
  it('threads in common do all that comes at once, failures too, and end with who holds them', async () => {
    const threadsOf = () => (existsSync('/proc/self/task') ? readdirSync('/proc/self/task') : []);
    const collect = collector();
    const run = async () => {
      const { network, layer, runners, close } = await openLayer(folder, 'hawk', 4);
      const [scan] = layer.streamed;
      const both = await runners(defined(scan));
      const chains = [{ blocks: [40], first: true }];
      const given = { ...inParts(network, step(network, defined(scan), 1, 40)), chains };
      const expected = await both[0].runChains({
        ...given,
        into: new Float32Array(given.into.length),
      });
      // More than there are threads, and more of those than one call wants.
      const calls = Array.from({ length: 100 }, (_, i) => {
        const into = new Float32Array(given.into.length);
        if (i % 10 === 3) return both[0].runChains({ ...given, into: into.subarray(1) });
        return both[0].runChains({ ...given, into, threads: i % 5 });
      });
      const found = await Promise.allSettled(calls);
      for (const [i, one] of found.entries()) {
        if (i % 10 === 3) expect(one.status).toBe('rejected');
        else expect(one).toEqual({ status: 'fulfilled', value: expected });
      }
      await release(both);
      close();
    };
    await run();
    await collect();
    const before = threadsOf().length;
    for (let i = 0; i < 5; i++) await run();
    await collect();
    expect(threadsOf().length).toBeLessThanOrEqual(before);
  });

  it.each(['a worker', 'exit'])(
    'JavaScript that is ended (%s) waits for the threads that compute with its arrays',
    async (way) => {
      const program = join(import.meta.dirname, 'ended-early.ts');
      await promisify(execFile)(process.execPath, [program, folder, way]);
    },
  );

  it('refuses chains that do not go with their arrays', async () => {
    const { network, layer, runners, close } = await openLayer(folder, 'hawk', 1);
    const scan = defined(layer.streamed[1]);
    const both = await runners(scan);
    const given = inParts(network, step(network, scan, 1, 10));
    const good = { ...given, chains: [{ blocks: [6, 4], first: true }] };
    await both[0].runChains(good);
    const bad = (more: object) => both[0].runChains({ ...good, ...more });
    await expect(bad({ chains: [{ blocks: [6, 5], first: true }] })).rejects.toThrow('residual');
    await expect(bad({ into: good.into.subarray(1) })).rejects.toThrow(/into holds/);
    await expect(bad({ threads: -1 })).rejects.toThrow('threads');
    await expect(bad({ forwardPartial: undefined })).rejects.toThrow('partial is no array');
    const [residual = new Float32Array(0)] = good.residual;
    await expect(bad({ residual: [residual.subarray(1)] })).rejects.toThrow('no whole rows');
    await expect(bad({ residual: [residual, residual] })).rejects.toThrow(/residual holds 20 rows/);
    await expect(bad({ projected: new Float32Array(3) })).rejects.toThrow(/input projection holds/);
    await expect(bad({ known: [undefined] })).rejects.toThrow('each block');
    await expect(bad({ known: [undefined, residual.subarray(1)] })).rejects.toThrow(/holds/);
    const [name = ''] = Object.keys(good.states);
    const states = { ...good.states, [name]: new Float32Array(3) };
    await expect(bad({ states })).rejects.toThrow(/state holds/);
    await release(both);
    const whole = await runners(layer.singleChunk);
    const other = step(network, layer.singleChunk, 1, 10);
    const twoWays = { ...inParts(network, other), chains: good.chains };
    await expect(whole[0].runChains(twoWays)).rejects.toThrow('chains run in one direction');
    const projected = new Float32Array(1);
    await expect(whole[0].run({ ...other, projected })).rejects.toThrow('have their input');
    await release(whole);
    close();
  });
});
