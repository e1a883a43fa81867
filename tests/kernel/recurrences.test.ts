import { describe, expect, it } from 'vitest';
import { sameBits, worstRatio } from '../support/compare.ts';
import { kernel, onEachInstructionSet } from '../support/kernel.ts';
import {
  plainConv,
  plainNorm,
  plainRgLru,
  plainScan,
  plainSsd,
} from '../support/plain-recurrence.ts';
import { silu } from '../support/plain-math.ts';
import { Random } from '../support/random.ts';

/** Largest difference from float64 by standard deviation: float32 keeps 7 digits. */
const precise = 1e-5;

const tokens = 61;
/** Where the sequence is cut: pieces of one token, of fewer than the convolution looks back, of many. */
const cuts = [0, 1, 3, 40, tokens];
// Whole strips, part of one, and strips with a rest.
const sizes = [
  { channels: 5, states: 1, rank: 1, width: 2 },
  { channels: 32, states: 16, rank: 16, width: 4 },
  { channels: 77, states: 5, rank: 2, width: 3 },
  { channels: 96, states: 20, rank: 37, width: 6 },
  { channels: 130, states: 16, rank: 9, width: 4 },
  { channels: 64, states: 256, rank: 1, width: 1 },
];
const cases = sizes.flatMap((size) =>
  [false, true].flatMap((reverse) => [1, 2].map((threads) => ({ ...size, reverse, threads }))),
);

// Heads of a whole strip, of part of one, of a strip and a rest, of one channel.
const ssdSizes = [
  { heads: 2, width: 64, states: 64, groups: 1 },
  { heads: 3, width: 5, states: 1, groups: 3 },
  { heads: 4, width: 40, states: 7, groups: 2 },
  { heads: 6, width: 1, states: 20, groups: 2 },
  { heads: 1, width: 33, states: 256, groups: 1 },
];
/** Of their time steps. */
const limits: readonly (readonly [least: number, most: number])[] = [
  [0, Infinity],
  [0.1, 0.7],
];
const ssdCases = ssdSizes.flatMap((size) =>
  [false, true].flatMap((reverse) => [1, 2].map((threads) => ({ ...size, reverse, threads }))),
);

// Heads as wide as a vector and wider, narrower, and such as vectors and strips cut.
const rgLruSizes = [
  { channels: 5, heads: 1 },
  { channels: 64, heads: 4 },
  { channels: 77, heads: 7 },
  { channels: 96, heads: 2 },
  { channels: 130, heads: 26 },
  { channels: 256, heads: 2 },
  { channels: 32, heads: 32 },
];
const rgLruCases = rgLruSizes.flatMap((size) =>
  [false, true].flatMap((reverse) => [1, 2].map((threads) => ({ ...size, reverse, threads }))),
);

/** Rows `[start, end)` of `[tokens, width]`, as they lie. */
function rows<A extends Float32Array>(values: A, width: number, [from, to]: Piece): A {
  return values.subarray(from * width, to * width) as A;
}

type Piece = readonly [from: number, to: number];

function piecesOf(reverse: boolean): Piece[] {
  const pieces = cuts.slice(1).map((to, i): Piece => [cuts[i]!, to]);
  return reverse ? pieces.reverse() : pieces;
}

/** In the order in which a scan meets its tokens. */
function inOrder(values: Float32Array, width: number, reverse: boolean): Float64Array {
  const ordered = new Float64Array(values.length);
  const count = values.length / width;
  for (let t = 0; t < count; t++) {
    const from = reverse ? count - 1 - t : t;
    ordered.set(values.subarray(from * width, (from + 1) * width), t * width);
  }
  return ordered;
}

/** Some columns of rows of width `stride`. */
function columns(values: Float32Array, stride: number, from: number, width: number): Float32Array {
  return Float32Array.from(
    { length: (values.length / stride) * width },
    (_, i) => values[Math.floor(i / width) * stride + from + (i % width)]!,
  );
}

describe.skipIf(!kernel)('the recurrences of the kernel, cut into pieces', () => {
  onEachInstructionSet((use) => {
    it.each([1, 5, 40, 64, 77, 256])('norm tokens of %i values as float64 does', (width) => {
      use();
      const random = new Random(width);
      const [x, scale] = [random.floats(tokens * width, 2), random.floats(width, 1, 1)];
      x.fill(0, 0, width);
      const norm = kernel!.createNorm(width, 1e-5, scale);
      const results = [1, 0, 2, 5, 100].map((threads) => {
        const y = new Float32Array(x.length);
        kernel!.norm(norm, tokens, threads, x, y);
        return y;
      });
      const [y] = results as [Float32Array];
      expect(worstRatio(y, plainNorm(x, scale, 1e-5))).toBeLessThan(precise);
      for (const other of results) expect(sameBits(other, y)).toBe(true);
    });

    it.each(cases)('convolve as float64 does: %o', ({ channels, width, reverse, threads }) => {
      use();
      const random = new Random(channels + width);
      const stride = channels + 3;
      const x = random.floats(tokens * stride, 2);
      const weight = random.floats(channels * width, 1);
      const bias = random.floats(channels, 1);
      const state = random.floats((width - 1) * channels, 1);
      const plainState = Float64Array.from(state);
      const conv = kernel!.createConv(channels, width, weight, bias);
      for (const activated of [true, false]) {
        const y = new Float32Array(tokens * channels);
        for (const piece of piecesOf(reverse)) {
          const count = piece[1] - piece[0];
          const into = rows(y, channels, piece);
          const from = rows(x, stride, piece);
          kernel!.conv(conv, count, reverse, threads, from, stride, activated, state, into);
        }
        const ordered = inOrder(columns(x, stride, 0, channels), channels, reverse);
        const expected = plainConv(ordered, channels, { weight, bias }, plainState);
        const wanted = activated ? expected.map(silu) : expected;
        expect(worstRatio(inOrder(y, channels, reverse), wanted)).toBeLessThan(precise);
        // Values are handed on as they are.
        expect([...state]).toEqual([...plainState]);
      }
    });

    it.each(cases)('scan as float64 does: %o', ({ channels, states, rank, reverse, threads }) => {
      use();
      const random = new Random(channels + states);
      const [wide, selectStride] = [2 * channels, rank + 2 * states + 3];
      const x = random.floats(tokens * channels, 2);
      const entered = random.floats(tokens * wide, 2);
      const select = random.floats(tokens * selectStride, 2);
      // From states that keep all to such that forget at once, and beyond what exp can tell from 0.
      const a = random.floats(channels * states, 1).map((v) => -(10 ** (3 * v)));
      const stepWeight = random.floats(channels * rank, 1 / Math.sqrt(rank));
      const bias = random.floats(channels, 3, -2);
      const skip = random.floats(channels, 1);
      const state = random.floats(channels * states, 1);
      const plainState = Float64Array.from(state);
      const scan = kernel!.createScan(channels, states, rank, a, stepWeight, bias, skip);
      const y = new Float32Array(tokens * channels);
      for (const piece of piecesOf(reverse)) {
        kernel!.scan(
          scan,
          piece[1] - piece[0],
          reverse,
          threads,
          rows(x, channels, piece),
          rows(entered, wide, piece).subarray(channels),
          wide,
          rows(select, selectStride, piece).subarray(3),
          selectStride,
          state,
          rows(y, channels, piece),
        );
      }
      const order = (values: Float32Array, width: number) => inOrder(values, width, reverse);
      const expected = plainScan(
        {
          x: order(x, channels),
          gate: order(columns(entered, wide, channels, channels), channels),
          low: order(columns(select, selectStride, 3, rank), rank),
          b: order(columns(select, selectStride, 3 + rank, states), states),
          c: order(columns(select, selectStride, 3 + rank + states, states), states),
        },
        { a, stepWeight, bias, skip },
        plainState,
      );
      expect(worstRatio(order(y, channels), expected)).toBeLessThan(precise);
      expect(worstRatio(state, plainState)).toBeLessThan(precise);
    });

    it.each(ssdCases)('scan heads as float64 does: %o', ({ reverse, threads, ...sizes }) => {
      use();
      const { heads, width, states, groups } = sizes;
      const random = new Random(heads + states);
      const channels = heads * width;
      // x, B and C beside something; the step within what entered, whose end is the gate.
      const xStride = channels + 2 * groups * states + 2;
      const wide = 3 + heads + channels;
      const x = random.floats(tokens * xStride, 2);
      const entered = random.floats(tokens * wide, 2);
      const a = random.floats(heads, 1).map((v) => -(10 ** (3 * v)));
      const bias = random.floats(heads, 3, -2);
      const skip = random.floats(channels, 1);
      const order = (values: Float32Array, columns: number) => inOrder(values, columns, reverse);
      const part = (values: Float32Array, stride: number, from: number, count: number) =>
        order(columns(values, stride, from, count), count);
      const inputs = {
        x: part(x, xStride, 0, channels),
        b: part(x, xStride, channels, groups * states),
        c: part(x, xStride, channels + groups * states, groups * states),
        step: part(entered, wide, 3, heads),
      };
      for (const gate of [undefined, part(entered, wide, 3 + heads, channels)]) {
        for (const limit of limits) {
          const state = random.floats(channels * states, 1);
          const plainState = Float64Array.from(state);
          const sized = [heads, width, states, groups] as const;
          const ssd = kernel!.createSsd(...sized, a, bias, skip, limit[0], limit[1]);
          const y = new Float32Array(tokens * channels);
          for (const piece of piecesOf(reverse)) {
            kernel!.ssd(
              ssd,
              piece[1] - piece[0],
              reverse,
              threads,
              rows(x, xStride, piece),
              xStride,
              rows(entered, wide, piece).subarray(3),
              wide,
              gate && rows(entered, wide, piece).subarray(3 + heads),
              wide,
              state,
              rows(y, channels, piece),
            );
          }
          const given = gate ? { ...inputs, gate } : inputs;
          const expected = plainSsd(given, { a, bias, skip }, plainState, sizes, limit);
          expect(worstRatio(order(y, channels), expected)).toBeLessThan(precise);
          expect(worstRatio(state, plainState)).toBeLessThan(precise);
        }
      }
    });

    it('scan heads to the same bits however a sequence is cut, and on any number of threads', () => {
      use();
      const [heads, width, states, groups, count] = [4, 40, 9, 2, 300];
      const random = new Random(9);
      const channels = heads * width;
      const row = channels + 2 * groups * states;
      const [x, step] = [random.floats(count * row, 1), random.floats(count * heads, 1)];
      const gate = random.floats(count * channels, 1);
      const parameters = [
        random.floats(heads, 1, -1.5),
        random.floats(heads, 1),
        random.floats(channels, 1),
      ] as const;
      const ssd = kernel!.createSsd(heads, width, states, groups, ...parameters, 0, Infinity);
      for (const reverse of [false, true]) {
        const results = [
          [count],
          [1, 63, 64, 65, 107],
          [300 - 13, 13],
          Array<number>(10).fill(30),
        ].map((lengths, i) => {
          const [state, y] = [
            new Float32Array(channels * states),
            new Float32Array(count * channels),
          ];
          let done = 0;
          for (const length of lengths) {
            const from = reverse ? count - done - length : done;
            const piece: Piece = [from, from + length];
            const of = (values: Float32Array, columns: number) => rows(values, columns, piece);
            const given = [of(x, row), row, of(step, heads), heads, of(gate, channels)] as const;
            kernel!.ssd(ssd, length, reverse, i + 1, ...given, channels, state, of(y, channels));
            done += length;
          }
          return [y, state] as const;
        });
        for (const [y, state] of results.slice(1)) {
          expect(sameBits(y, results[0]![0])).toBe(true);
          expect(sameBits(state, results[0]![1])).toBe(true);
        }
      }
    });

    it.each(rgLruCases)('run an RG-LRU as float64 does: %o', ({ channels, heads, ...how }) => {
      use();
      const { reverse, threads } = how;
      const width = channels / heads;
      const random = new Random(channels + heads);
      const x = random.floats(tokens * channels, 2);
      // Decays from all but 1, where 1 - a^2 loses its digits, to all but 0.
      const logDecay = random.floats(channels, 1).map((v) => -(10 ** (4 * v - 2.5)));
      const [inputWeight, decayWeight] = [1, 2].map(() =>
        random.floats(channels * width, 2 / Math.sqrt(width)),
      ) as [Float32Array, Float32Array];
      const [inputBias, decayBias] = [random.floats(channels, 1), random.floats(channels, 1)];
      for (const first of [true, false]) {
        const state = random.floats(channels, 1);
        const plainState = Float64Array.from(state);
        const unit = kernel!.createRgLru(
          ...([channels, width, logDecay, inputWeight, inputBias, decayWeight, decayBias] as const),
          first,
        );
        const other = random.floats(tokens * channels, 1);
        const h = new Float32Array(tokens * channels);
        for (const [i, piece] of piecesOf(reverse).entries()) {
          kernel!.rgLru(
            unit,
            piece[1] - piece[0],
            reverse,
            threads,
            first && i === 0,
            rows(x, channels, piece),
            i === 0 ? undefined : rows(other, channels, piece),
            state,
            rows(h, channels, piece),
          );
        }
        const order = (values: Float32Array) => inOrder(values, channels, reverse);
        const parameters = { logDecay, inputWeight, inputBias, decayWeight, decayBias };
        const expected = plainRgLru(order(x), parameters, plainState, first);
        // Put together with the other direction's but for the first piece.
        const alone = piecesOf(reverse).map(([from, to]) => to - from)[0]!;
        const ordered = order(other);
        const whole = expected.map((value, i) => {
          if (i < alone * channels) return value;
          return first ? value * ordered[i]! : value + ordered[i]!;
        });
        expect(worstRatio(order(h), whole)).toBeLessThan(precise);
        expect(worstRatio(state, plainState)).toBeLessThan(precise);
      }
    });

    it('run an RG-LRU to the same bits however a sequence is cut, and on any number of threads', () => {
      use();
      const [channels, width, count] = [160, 40, 100];
      const random = new Random(11);
      const x = random.floats(count * channels, 1);
      const unit = kernel!.createRgLru(
        ...([channels, width, random.floats(channels, 0.4, -0.6)] as const),
        ...([random.floats(channels * width, 0.3), random.floats(channels, 1)] as const),
        ...([random.floats(channels * width, 0.3), random.floats(channels, 1), false] as const),
      );
      for (const reverse of [false, true]) {
        const results = [[count], [1, 7, 8, 9, 75], [87, 13], Array<number>(20).fill(5)].map(
          (lengths, i) => {
            const [state, h] = [new Float32Array(channels), new Float32Array(count * channels)];
            let done = 0;
            for (const length of lengths) {
              const from = reverse ? count - done - length : done;
              const of = (values: Float32Array) => rows(values, channels, [from, from + length]);
              kernel!.rgLru(
                unit,
                length,
                reverse,
                i + 1,
                done === 0,
                of(x),
                undefined,
                state,
                of(h),
              );
              done += length;
            }
            return [h, state] as const;
          },
        );
        for (const [h, state] of results.slice(1)) {
          expect(sameBits(h, results[0]![0])).toBe(true);
          expect(sameBits(state, results[0]![1])).toBe(true);
        }
      }
    });
  });

  it('give the same bits on any number of threads', () => {
    const [channels, states, rank, count] = [300, 16, 5, 50];
    const random = new Random(1);
    const a = random.floats(channels * states, 1, -1.5);
    const parameters = [random.floats(channels, 1), random.floats(channels, 1)] as const;
    const weight = random.floats(channels * rank, 1);
    const scan = kernel!.createScan(channels, states, rank, a, weight, ...parameters);
    const wide = random.floats(count * channels, 1);
    const width = rank + 2 * states;
    const select = random.floats(count * width, 1);
    const results = [1, 2, 5, 64].map((threads) => {
      const state = new Float32Array(channels * states);
      const y = new Float32Array(count * channels);
      const inputs = [wide, wide, channels, select, width] as const;
      kernel!.scan(scan, count, false, threads, ...inputs, state, y);
      return y;
    });
    for (const other of results.slice(1)) expect(sameBits(other, results[0]!)).toBe(true);
  });

  it('refuse arrays that are too short, of another type or of another kernel', () => {
    const array = (length: number) => new Float32Array(length);
    const conv = kernel!.createConv(4, 3, array(12), array(4));
    const run = (x: Float32Array, state: Float32Array, y: Float32Array, handle: object = conv) =>
      kernel!.conv(handle as typeof conv, 2, false, 1, x, 6, true, state, y);
    expect(() => run(array(10), array(8), array(8))).not.toThrow();
    expect(() => run(array(9), array(8), array(8))).toThrow(RangeError);
    expect(() => run(array(10), array(7), array(8))).toThrow('state holds 7 values, expected 8');
    expect(() => run(array(10), array(8), array(9))).toThrow('y holds 9');
    const doubles = new Float64Array(10) as unknown as Float32Array;
    expect(() => run(doubles, array(8), array(8))).toThrow('x is no Float32Array');
    const scanOf = (states: number, rank: number, weights = 4 * rank) =>
      kernel!.createScan(
        ...([4, states, rank, array(4 * states), array(weights), array(4), array(4)] as const),
      );
    const scan = scanOf(1, 2);
    expect(() => run(array(10), array(8), array(8), scan)).toThrow('not of the kind');
    expect(() => run(array(10), array(8), array(8), {})).toThrow('not of the kind');
    expect(() => kernel!.createConv(4, 0, array(0), array(4))).toThrow('width');
    expect(() => scanOf(257, 1)).toThrow('states');
    for (const rank of [0, 4097, 0.5])
      expect(() => scanOf(1, rank)).toThrow('rank is out of range');
    expect(() => scanOf(1, 2, 7)).toThrow('stepWeight holds 7 values, expected 8');
    const runScan = (select: Float32Array, stride = 4) =>
      kernel!.scan(scan, 2, false, 1, array(8), array(8), 4, select, stride, array(4), array(8));
    expect(() => runScan(array(8))).not.toThrow();
    expect(() => runScan(array(7))).toThrow('select holds 7 values, too few for 2 rows');
    expect(() => runScan(array(8), 3)).toThrow('select holds 8');
    const ssdOf = (heads: number, groups: number, width = 2, least = 0) =>
      kernel!.createSsd(
        ...([heads, width, 3, groups, array(heads), array(heads), array(heads * 2)] as const),
        ...([least, 1] as const),
      );
    const ssd = ssdOf(2, 1);
    const scanHeads = (x: Float32Array, step: Float32Array, gate?: Float32Array) =>
      kernel!.ssd(ssd, 2, false, 1, x, 10, step, 2, gate, 4, array(12), array(8));
    expect(() => scanHeads(array(20), array(4), array(8))).not.toThrow();
    expect(() => scanHeads(array(20), array(4))).not.toThrow();
    expect(() => scanHeads(array(19), array(4))).toThrow('x holds 19 values, too few for 2 rows');
    expect(() => scanHeads(array(20), array(3))).toThrow('step holds 3');
    expect(() => scanHeads(array(20), array(4), array(7))).toThrow('gate holds 7');
    expect(() => ssdOf(3, 2)).toThrow('groups do not divide the heads');
    expect(() => ssdOf(2, 0)).toThrow('groups');
    expect(() => ssdOf(2, 1, 3)).toThrow('skip holds 4 values, expected 6');
    expect(() => ssdOf(2, 1, 2, NaN)).toThrow('least is no number');
    expect(() =>
      kernel!.createSsd(2 ** 20, 2 ** 20, 1, 1, array(1), array(1), array(1), 0, 1),
    ).toThrow('width is out of range');
    expect(() => kernel!.useInstructionSet('abacus')).toThrow('abacus');
  });
});
