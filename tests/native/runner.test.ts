import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src-main/contract/index.ts';
import { GraphBuilder, linear, type Value } from '../../src-main/model/graph/index.ts';
import { Traffic } from '../../src-main/model/index.ts';
import { BindingSession } from '../../src-main/model/session/binding-session.ts';
import {
  RunnerSession,
  expectSoundRunner,
  openDevice,
  openSession,
} from '../../src-main/model/session/index.ts';
import {
  loadNative,
  openRunner,
  type NativeRunner,
  type RunnerTensor,
} from '../../src-main/native/index.ts';
import { collector } from '../support/collector.ts';
import { Random } from '../support/random.ts';

const { runner } = openRunner();
const cpu = { provider: 'cpu', threads: 2 } as const;

/** `y = x W`, `[b, t, input]` to `[b, t, output]`, as often as `depth` says. */
function products(width: number, depth = 1): Uint8Array {
  const g = new GraphBuilder('products');
  const random = new Random(7);
  const data = Float32Array.from({ length: width * width }, () => random.next() / width);
  let x = g.input('x', ['b', 't', width]);
  for (let i = 0; i < depth; i++) x = linear(g, x, { data, shape: [width, width] });
  g.output('y', x, ['b', 't', width]);
  return g.encode();
}

/** By `npm run check:sanitizers`. */
const isWatched = ['ASAN_OPTIONS', 'TSAN_OPTIONS'].some((name) => process.env[name] !== undefined);

const values = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));

const native = runner as NativeRunner;

describe.skipIf(!runner)('the native runner', () => {
  it('gives what the binding of the same library gives, in new memory and in its own', async () => {
    const feeds = { x: { data: values(2 * 5 * 48), dims: [2, 5, 48] } };
    const own = await RunnerSession.open(native, products(48), cpu);
    const binding = await BindingSession.open(products(48), cpu);
    const y = { data: new Float32Array(2 * 5 * 48), dims: [2, 5, 48] };
    const expected = await binding.run(feeds, {}, ['y']);
    expect(await own.run(feeds, {}, ['y'])).toEqual(expected);
    expect(await own.run(feeds, { y })).toEqual({});
    expect(y.data).toEqual(expected['y']);
    expect(await own.evaluate(feeds, ['y'])).toEqual({ y: { data: y.data, dims: [2, 5, 48] } });
    await own.release();
    await binding.release();
  });

  it('gives row by row what it gives at once, on any number of threads', async () => {
    const rows = 23;
    const g = new GraphBuilder('sum');
    const [x, other] = ['x', 'other'].map((name) => g.input(name, ['b', 't', 4])) as [Value, Value];
    g.output('y', g.node('Add', [x, other]), ['b', 't', 4]);
    g.output('twice', g.node('Add', [x, x]), ['b', 't', 4]);
    const session = await RunnerSession.open(native, g.encode(), { ...cpu, threads: 1 });
    const of = (from: (i: number) => number) => ({
      data: Float32Array.from({ length: 4 * rows }, (_, i) => from(i)),
      dims: [1, rows, 4],
    });
    const backwards = of((i) => 1000 * (4 * rows - i));
    for (const by of [
      { rows: 1, threads: 1 },
      { rows: 5, threads: 2 },
      { rows: 7, threads: 3 },
      { rows: 100, threads: 4 },
    ]) {
      const [y, twice] = [of(() => NaN), of(() => NaN)];
      const feeds = { x: of((i) => i), other: backwards };
      await session.runInRows(feeds, { y, twice }, { ...by, backwards: ['other'] });
      expect(twice).toEqual(of((i) => 2 * i));
      // Each block has its own rows of what begins with the last one, in their order.
      const expected = of((i) => {
        const row = Math.floor(i / 4);
        const start = row - (row % by.rows);
        const end = Math.min(rows, start + by.rows);
        return i + backwards.data[4 * (rows - end + (row - start)) + (i % 4)]!;
      });
      expect(y).toEqual(expected);
    }
    await session.release();
  });

  it('says what fails of rows, and refuses what has no rows to share out', async () => {
    const graph = await native.openGraph(products(4), 1, '', []);
    const of = (name: string, ...dims: number[]): RunnerTensor =>
      [
        ...[name, new Float32Array(dims.reduce((all, one) => all * one, 1)), dims],
      ] as unknown as RunnerTensor;
    const run = (x: RunnerTensor, y: RunnerTensor, rows = 2, threads = 2) =>
      native.runInRows(graph, [x], [y], [], [], rows, threads);
    const [x, y] = [of('x', 1, 9, 4), of('y', 1, 9, 4)];
    await expect(run(x, y)).resolves.toEqual([]);
    await expect(run(of('x', 1, 0, 4), of('y', 1, 0, 4))).resolves.toEqual([]);
    await expect(run(of('x', 1, 9, 5), y)).rejects.toThrow(/x/);
    expect(() => run(of('x', 9, 4), y)).toThrow('x is not one sequence of rows');
    expect(() => run(of('x', 2, 9, 4), y)).toThrow('x is not one sequence of rows');
    expect(() => run(x, of('y', 1, 8, 4))).toThrow('y has 8 rows, expected 9');
    expect(() => run(x, y, 0)).toThrow('none at a time');
    native.releaseGraph(graph);
    await expect(run(x, y)).rejects.toThrow('has been released');
  });

  it.skipIf(!existsSync('/sys/kernel/mm/transparent_hugepage'))(
    'has the system asked for huge pages where whole ones fit',
    () => {
      /** Whether they were asked for, by where the memory lies. */
      const asked = () =>
        readFileSync('/proc/self/smaps', 'utf8').match(/^VmFlags:.* hg( |$)/gm)?.length ?? 0;
      const kernel = defined(loadNative().module);
      const kept = new Float32Array(2 ** 23);
      kernel.wishHugePages(new Float32Array(0));
      kernel.wishHugePages(new Float32Array(1000));
      const before = asked();
      kernel.wishHugePages(kept);
      expect(asked()).toBeGreaterThan(before);
      expect(kept.every((value) => value === 0)).toBe(true);
      expect(() => kernel.wishHugePages([] as unknown as Float32Array)).toThrow('no Float32Array');
    },
  );

  it('keeps outputs where they are and takes them as inputs, disposed of in any order', async () => {
    const graph = await native.openGraph(products(16), 1, '', []);
    const x: RunnerTensor = ['x', values(3 * 16), [1, 3, 16]];
    const bound = (
      feeds: readonly RunnerTensor[],
      tensors: Parameters<NativeRunner['runBound']>[4],
    ) => native.runBound(graph, feeds, [], [], tensors, ['y'], 'Cpu', 0);
    const [[[once] = []]] = await bound([x], []);
    const [[[twice, dims] = []]] = await bound([], [['x', defined(once)]]);
    expect(dims).toEqual([1, 3, 16]);
    const last = native.runBound(graph, [], [], ['y'], [['x', defined(twice)]], [], 'Cpu', 0);
    // A run that is on its way keeps what it reads, and its session.
    native.disposeTensor(defined(twice));
    native.releaseGraph(graph);
    const [, [[home] = []]] = await last;
    const whole = await RunnerSession.open(native, products(16, 3), cpu);
    const expected = await whole.run({ x: { data: x[1] as Float32Array, dims: x[2] } }, {}, ['y']);
    expect(home).toEqual(expected['y']);
    expect(() => bound([], [['x', defined(twice)]])).toThrow('has been disposed of');
    await expect(bound([], [['x', defined(once)]])).rejects.toThrow('has been released');
    native.disposeTensor(defined(once));
  });

  it('ends a run that is on its way', async () => {
    const graph = await native.openGraph(products(256, 400), 1, '', []);
    const x: RunnerTensor = ['x', values(2000 * 256), [1, 2000, 256]];
    const y = new Float32Array(2000 * 256).fill(1);
    const run = native.runGraph(graph, [x], [['y', y, [1, 2000, 256]]], []);
    const ended = expect(run).rejects.toThrow(/terminate/i);
    // It may not have begun when it is told to end: told again until it has.
    const timer = setInterval(() => native.endGraph(graph), 1);
    await ended;
    clearInterval(timer);
    // The last product has written nothing.
    expect(y.every((value) => value === 1)).toBe(true);
    native.releaseGraph(graph);
  });

  it('ends what is run in rows, whether a block is on its way or the next one is to begin', async () => {
    const graph = await native.openGraph(products(256, 20), 1, '', []);
    const rows = 2000;
    const x: RunnerTensor = ['x', values(rows * 256), [1, rows, 256]];
    const y = new Float32Array(rows * 256).fill(7);
    const run = () => native.runInRows(graph, [x], [['y', y, [1, rows, 256]]], [], [], 1, 2);
    const ended = expect(run()).rejects.toThrow(/terminate|were ended/i);
    native.endGraph(graph);
    await ended;
    expect(y.subarray(-256).every((value) => value === 7)).toBe(true);
    // What begins later is another one.
    await run();
    expect(y.includes(7)).toBe(false);
    native.releaseGraph(graph);
  });

  it('is not counted as a bus where a job goes on on the CPU, and has its way with rows', async () => {
    const traffic = new Traffic();
    const session = await openSession(products(8), { ...cpu, traffic });
    expect(session).toBeInstanceOf(RunnerSession);
    await session.run({ x: { data: values(8), dims: [1, 1, 8] } }, {}, ['y']);
    expect(traffic.calls).toBe(0);
    await session.release();
  });

  it('says what ONNX Runtime says of a graph that it cannot open or run', async () => {
    await expect(native.openGraph(Uint8Array.of(1, 2, 3), 1, '', [])).rejects.toThrow(/protobuf/i);
    await expect(native.openGraph('/nowhere/x.onnx', 1, '', [])).rejects.toThrow('/nowhere/x.onnx');
    await expect(native.openGraph(products(8), 1, 'Nothing', [])).rejects.toThrow(/Nothing/);
    const graph = await native.openGraph(products(8), 1, '', []);
    const of = (width: number): RunnerTensor => ['x', values(width), [1, 1, width]];
    await expect(native.runGraph(graph, [of(7)], [], ['y'])).rejects.toThrow(/dimension/i);
    await expect(native.runGraph(graph, [of(8)], [], ['z'])).rejects.toThrow(/z/);
    native.releaseGraph(graph);
    await expect(native.runGraph(graph, [of(8)], [], ['y'])).rejects.toThrow('has been released');
  });

  it('refuses arguments that do not go together', async () => {
    const graph = await native.openGraph(products(8), 1, '', []);
    const run = (...tensor: unknown[]) =>
      native.runGraph(graph, [tensor as unknown as RunnerTensor], [], []);
    expect(() => run('x', values(8), [1, 1, 9])).toThrow('holds 8 values, its shape 9');
    expect(() => run('x', values(8), [1, -8])).toThrow('out of range');
    expect(() => run('x', values(8), [2 ** 31, 2 ** 31, 2 ** 31])).toThrow('too large');
    expect(() => run('x', new Float64Array(8), [8])).toThrow('of a type that no graph takes');
    expect(() => run('x', values(8))).toThrow('a name, values and a shape');
    expect(() => native.runGraph({} as typeof graph, [], [], [])).toThrow('not of the kind');
    expect(() => native.openGraph([] as unknown as string, 1, '', [])).toThrow('neither a path');
    native.releaseGraph(graph);
  });

  it('refuses directions that read different things, and more tokens than can be counted', async () => {
    const kernel = defined(loadNative().module);
    const graph = await native.openGraph(products(1), 1, '', []);
    const one = new Float32Array(1);
    const conv = kernel.createConv(1, 2, new Float32Array(2), one);
    const rgLru = kernel.createRgLru(1, 1, one, one, one, one, one, false);
    const direction = (d: number, readsPartial: boolean) =>
      native.createDirection(
        ...([undefined, graph, undefined, graph, conv, 'rg-lru', rgLru, false] as const),
        ...([readsPartial, false, false] as const),
        [d, 1, 1, 1, 1],
      );
    const scanOf = (...both: ReturnType<typeof direction>[]) =>
      native.createLayerScan(both, false, 1);
    const [wide, narrow] = [direction(2 ** 31, false), direction(1, true)];
    expect(() => scanOf(wide, narrow)).toThrow('do not read the same');
    expect(() => scanOf(narrow, narrow)).toThrow('do not read the same');
    const empty = new Float32Array(0);
    const run = (batch: number, tokens: number) =>
      native.runLayerScan(
        ...([scanOf(wide), batch, tokens, true, empty, undefined, [empty, empty], empty] as const),
        ...([undefined, false] as const),
      );
    // Times the width it would be none.
    expect(() => run(2 ** 31, 4)).toThrow('tokens are out of range');
    native.releaseGraph(graph);
  });

  it('refuses each kind of thing where another is wanted', async () => {
    const kernel = defined(loadNative().module);
    const graph = await native.openGraph(products(1), 1, '', []);
    const one = new Float32Array(1);
    const [[[output] = []]] = await native.runBound(
      ...([graph, [['x', one, [1, 1, 1]]], [], [], [], ['y'], 'Cpu', 0] as const),
    );
    const norm = kernel.createNorm(1, 1e-6, one);
    const conv = kernel.createConv(1, 2, new Float32Array(2), one);
    const rgLru = kernel.createRgLru(1, 1, one, one, one, one, one, false);
    const direction = native.createDirection(
      ...([norm, graph, undefined, graph, conv, 'rg-lru', rgLru, false] as const),
      ...([false, false, true] as const),
      [1, 1, 1, 1, 1],
    );
    const things: Record<string, unknown> = {
      ...{ norm, conv, rgLru, graph, output, direction },
      taskThreads: native.createTaskThreads(1),
      scan: kernel.createScan(1, 1, 1, one, one, one, one),
      ssd: kernel.createSsd(1, 1, 1, 1, one, one, one, 0, 1),
      layerScan: native.createLayerScan([direction], false, 1),
    };
    const doors: Record<string, (thing: never) => unknown> = {
      norm: (thing) => kernel.norm(thing, 0, 1, one, one),
      conv: (thing) => kernel.conv(thing, 0, false, 1, one, 1, false, one, one),
      scan: (thing) => kernel.scan(thing, 0, false, 1, one, one, 1, one, 3, one, one),
      ssd: (thing) => kernel.ssd(thing, 0, false, 1, one, 3, one, 1, one, 1, one, one),
      rgLru: (thing) => kernel.rgLru(thing, 0, false, 1, true, one, undefined, one, one),
      direction: (thing) => native.createLayerScan([thing], false, 1),
      layerScan: (thing) => native.endLayerScan(thing),
      graph: (thing) => native.endGraph(thing),
      output: (thing) => native.disposeTensor(thing),
    };
    for (const [wanted, door] of Object.entries(doors)) {
      for (const [kind, thing] of Object.entries(things)) {
        let fault = '';
        try {
          door(thing as never);
        } catch (error) {
          fault = String(error);
        }
        const isRefused = fault.includes('not of the kind');
        expect(isRefused, `${kind} for ${wanted}: ${fault}`).toBe(kind !== wanted);
      }
    }
    native.releaseGraph(graph);
  });
});

describe('opened and closed again and again', () => {
  // As many as come to a leak of 26 MB, of weights, of a tensor or of a file; a thousand were run once.
  const times = Number(process.env['MEGABASE_CYCLES'] ?? 100);
  const graph = products(256);
  const one = { provider: 'cpu', threads: 1 } as const;
  const x = { data: values(512), dims: [1, 2, 256] };
  /** Of as many bytes as the weights. */
  const large = { data: values(256 * 256), dims: [1, 256, 256] };
  const cycles: Readonly<Record<string, () => Promise<unknown>>> = {
    async 'a graph, by the runner'() {
      const session = await RunnerSession.open(native, graph, one);
      await session.run({ x }, {}, ['y']);
      await session.release();
    },
    async 'a graph, by the binding'() {
      const session = await BindingSession.open(graph, one);
      await session.run({ x }, {}, ['y']);
      await session.release();
    },
    async 'a device and a tensor on it'() {
      const device = await openDevice(one);
      const session = await device.open(graph, ['y']);
      const { y } = (await session.run({ x: large }, ['y'])).device;
      await session.release();
      defined(y).dispose();
      await device.close();
    },
    async 'a graph that cannot be opened'() {
      const cut = graph.slice(0, -1);
      await expect(native.openGraph(cut, 1, '', [])).rejects.toThrow();
    },
    async 'a layer scan and its parts'() {
      const kernel = defined(loadNative().module);
      const n = 16_384;
      const zeros = new Float32Array(n);
      const conv = kernel.createConv(n, 2, new Float32Array(2 * n), zeros);
      const recurrence = kernel.createRgLru(n, 1, zeros, zeros, zeros, zeros, zeros, false);
      const product = await native.openGraph(graph, 1, '', []);
      const direction = native.createDirection(
        ...([undefined, product, undefined, product, conv, 'rg-lru', recurrence, false] as const),
        ...([false, false, false] as const),
        [1, 1, n, n, 1],
      );
      native.createLayerScan([direction], false, 1);
      native.releaseGraph(product);
    },
  };

  /** What the binding does where the runner is switched off. */
  const byBinding = new Set(['a graph, by the binding', 'a device and a tensor on it']);

  for (const [what, cycle] of Object.entries(cycles)) {
    const isSkipped = !runner && !byBinding.has(what);
    it.skipIf(isSkipped)(`${what} comes and goes in the same memory`, async () => {
      const collect = collector();
      const repeat = async (count: number) => {
        for (let i = 0; i < count; i++) await cycle();
        await collect();
      };
      const growth = async () => {
        const before = process.memoryUsage().rss;
        await repeat(times);
        return process.memoryUsage().rss - before;
      };
      await repeat(50);
      // What leaks grows every time; an arena that another thread of the system's allocator takes, once.
      let least = Infinity;
      for (let round = 0; round < 3 && least >= 10e6; round++)
        least = Math.min(least, await growth());
      // Sanitizers hold what was freed for a while: they look for other faults.
      if (!isWatched) expect(least).toBeLessThan(10e6);
    });
  }
});

it.skipIf(!runner)('a runner that computes wrongly, or not at all, is not used', async () => {
  const module = defined(runner);
  const wrong: NativeRunner = {
    ...module,
    async runGraph(graph, feeds, into, want) {
      const given = await module.runGraph(graph, feeds, into, want);
      for (const [data] of given) data[0] = 7;
      return given;
    },
  };
  const version = '0';
  expect(await expectSoundRunner({ runner: wrong, version })).toEqual({
    reason: 'it gives wrong numbers here (7 in place of 18)',
  });
  const misbound: NativeRunner = {
    ...module,
    async runBound(...given) {
      const [stay, home] = await module.runBound(...given);
      for (const [data] of home) data[1] = 5;
      return [stay, home];
    },
  };
  expect(await expectSoundRunner({ runner: misbound, version })).toEqual({
    reason: 'it gives wrong numbers here (5 in place of 38)',
  });
  const broken = { ...wrong, openGraph: () => Promise.reject(new Error('no such place')) };
  expect(await expectSoundRunner({ runner: broken, version })).toEqual({
    reason: 'it does not work here (no such place)',
  });
});
