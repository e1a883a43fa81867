import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import { KernelScanRunner } from '../../src-main/engine/recurrent/scans/kernel-scan-runner.ts';
import { NativeScanRunner } from '../../src-main/engine/recurrent/scans/native-scan-runner.ts';
import { runInRounds } from '../../src-main/engine/recurrent/scans/run-in-rounds.ts';
import {
  zeroStates,
  type ScanRunner,
  type States,
} from '../../src-main/engine/recurrent/scan-runner.ts';
import { KernelScratch } from '../../src-main/engine/kernel/index.ts';
import {
  GraphCache,
  identifyModel,
  openNetwork,
  readModelPackage,
  type DirectionalScan,
  type Network,
} from '../../src-main/model/index.ts';
import { loadNative, openRunner } from '../../src-main/native/index.ts';
import { worstRatio } from '../support/compare.ts';
import { writeRandomModel, type RandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const { module: native } = loadNative();
const { runner } = openRunner();
const folder = sharedFolder();

/** Every way in which a layer is put together. */
const configs: Record<string, RandomModel['config']> = {
  caduceus: { model_type: 'caduceus', d_model: 24 },
  'caduceus with projections of its own': {
    ...{
      model_type: 'caduceus',
      bidirectional_weight_tie: false,
      bidirectional_strategy: 'ew_multiply',
    },
    ...{ rcps: true, ssm_cfg: { bias: true, d_state: 5, d_conv: 3 } },
  },
  'causal caduceus': { model_type: 'caduceus', bidirectional: false, rms_norm: false },
  'caduceus with Mamba-2': { model_type: 'caduceus', d_model: 32, mamba2: { d_state: 16 } },
  'caduceus with Mamba-2 whose gate comes last': {
    ...{ model_type: 'caduceus', rcps: true, form: 'nested', mlp: { hidden_features: 20 } },
    mamba2: { d_state: 5, headdim: 4, d_ssm: 24, ngroups: 2, norm_before_gate: true, bias: true },
  },
  'causal Mamba-2': { model_type: 'mamba', mamba2: { d_state: 7, headdim: 1, ngroups: 4 } },
  hawk: { model_type: 'hawk', width: 40, lru_width: 24, num_heads: 4 },
};

describe.skipIf(!native || !runner)('a layer by the native runner', () => {
  const module = defined(native);

  /** The same scan by runner and kernel, and by the binding of ONNX Runtime and the kernel. */
  async function open(name: string, threads: number) {
    const path = join(folder, name.replaceAll(' ', '-'));
    writeRandomModel(path, { seed: 3, config: defined(configs[name]) });
    const model = readModelPackage(path);
    const { network, close } = openNetwork(model);
    const { hash } = await identifyModel(model);
    const graphs = GraphCache.of(
      model as Parameters<typeof GraphCache.of>[0],
      join(folder, 'graphs'),
      hash,
    );
    const session = { provider: 'cpu', threads } as const;
    const context = {
      graphs,
      session,
      kernel: module,
      native: module,
      // Fewer than some calls want.
      threadLimit: module.createThreadLimit(Math.max(1, threads - 1)),
      scratch: new KernelScratch(),
    };
    const layer = defined(network.layers[0]);
    const runners = (scan: DirectionalScan) =>
      Promise.all([
        NativeScanRunner.open(network, 0, scan, context),
        KernelScanRunner.open(network, 0, scan, context),
      ]);
    return { network, layer, runners, close };
  }

  function step(network: Network, scan: DirectionalScan, batch: number, tokens: number) {
    const random = new Random(tokens);
    const width = scan.writes === 'partial' ? network.forwardPartialWidth : network.d;
    const states = Object.entries(zeroStates(scan.states)).map(
      ([name, { length }]) => [name, random.floats(batch * length, 1)] as const,
    );
    return {
      ...{ batch, tokens, first: tokens % 2 === 0, states: Object.fromEntries(states) },
      residual: random.floats(batch * tokens * network.d, 1),
      forwardPartial: scan.readsForwardPartial
        ? random.floats(batch * tokens * network.forwardPartialWidth, 1)
        : undefined,
      into: new Float32Array(batch * tokens * width),
    };
  }

  /** The rows of a step as chains take them: in parts of so many rows and a rest, each of its own memory or not. */
  function inParts({ d, forwardPartialWidth }: Network, given: ReturnType<typeof step>, rows = 0) {
    const cut = (values: Float32Array, width: number) =>
      rows === 0
        ? [values]
        : [
            values.slice(0, rows * width),
            values.subarray(rows * width, 2 * rows * width),
            values.subarray(2 * rows * width),
          ];
    const { residual, forwardPartial } = given;
    return {
      ...given,
      residual: cut(residual, d),
      forwardPartial: forwardPartial && cut(forwardPartial, forwardPartialWidth),
    };
  }

  const release = (runners: readonly ScanRunner[]) =>
    Promise.all(runners.map((one) => one.release()));

  it.each(Object.keys(configs))('%s gives what the stages one by one give', async (name) => {
    for (const threads of [1, 3]) {
      const { network, layer, runners, close } = await open(name, threads);
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
        const { network, layer, runners, close } = await open(name, threads);
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
      const { network, layer, runners, close } = await open(name, 3);
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
    'chains and chunks of %s give the same bits with what the other scan has left of the input projection',
    async (name) => {
      const blocks = [64, 0, 64, 1, 700, 64, 64, 100];
      const chains = [
        { blocks: blocks.slice(0, 4), first: true },
        { blocks: blocks.slice(4), first: false },
      ];
      const tokens = blocks.reduce((sum, one) => sum + one, 0);
      for (const threads of [1, 3]) {
        const { network, layer, runners, close } = await open(name, threads);
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
        await takeOver(network, layer.streamed, [defined(forward)[0], defined(reverse)[0]], width);
        for (const both of [forward, reverse]) await release(defined(both));
        close();
      }
    },
  );

  /** The same of chunks. */
  async function takeOver(
    network: Network,
    scans: readonly DirectionalScan[],
    [forward, reverse]: readonly [ScanRunner, ScanRunner],
    width: number,
  ) {
    const [first, second] = scans.map((scan) => step(network, scan, 2, 700));
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
  }

  it('refuses chains that do not go with their arrays', async () => {
    const { network, layer, runners, close } = await open('hawk', 1);
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

  it('tells how the state of a Mamba is read at the most, and of no other', async () => {
    for (const name of ['caduceus', 'hawk']) {
      const { network, layer, runners, close } = await open(name, 2);
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

  it('gives the same bits on any number of threads', async () => {
    const bits = [];
    for (const threads of [1, 2, 5]) {
      const { network, layer, runners, close } = await open('caduceus', threads);
      const both = await runners(layer.singleChunk);
      const given = step(network, layer.singleChunk, 1, 3001);
      await both[0].run(given);
      bits.push(new Uint32Array(given.into.buffer));
      await release(both);
      close();
    }
    expect(bits[1]).toEqual(bits[0]);
    expect(bits[2]).toEqual(bits[0]);
  });

  it('refuses arrays that are too short, and states that are not there', async () => {
    const { network, layer, runners, close } = await open('hawk', 1);
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

  it('ends a chunk at once', async () => {
    const { network, layer, close } = await open('caduceus', 1);
    const ended = new Set<boolean>();
    const { hash } = await identifyModel(readModelPackage(join(folder, 'caduceus')));
    const graphs = new GraphCache(join(folder, 'graphs'), hash);
    const context = { graphs, session: { provider: 'cpu', threads: 1 }, native: module } as const;
    const own = await NativeScanRunner.open(network, 0, layer.singleChunk, context);
    const whole = step(network, layer.singleChunk, 1, 100_000);
    const run = own.run(whole).catch((error: unknown) => {
      ended.add(/was ended/.test(String(error)));
    });
    own.end();
    await run;
    expect([...ended]).toEqual([true]);
    // And goes on with the next.
    await own.run(step(network, layer.singleChunk, 1, 10));
    await own.release();
    close();
  });
});
