import { describe, expect, it } from 'vitest';
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

/**
 * NaN and infinities, put into every input, parameter and state in turn, leave the kernel at the very
 * tokens and channels where plain arithmetic has them, and nowhere else.
 */

const tokens = 9;
const specials = [NaN, Infinity, -Infinity];
// A whole strip of its fast shape and part of one; whole and cut strips of any other shape.
const sizes = [
  { channels: 37, states: 16, width: 4 },
  { channels: 64, states: 3, width: 3 },
];

/** One of the arrays with `value` at a place that `random` chooses; the others as they are. */
function poisoned<Name extends string>(
  arrays: Readonly<Record<Name, Float32Array>>,
  name: Name,
  value: number,
  random: Random,
): Record<Name, Float32Array> {
  const own = arrays[name].slice();
  own[random.below(own.length)] = value;
  return { ...arrays, [name]: own };
}

/** The order in which a direction meets its tokens. */
function inOrder(values: ArrayLike<number>, width: number, reverse: boolean): Float64Array {
  const rows = values.length / width;
  return Float64Array.from({ length: values.length }, (_, i) => {
    const row = Math.floor(i / width);
    return values[(reverse ? rows - 1 - row : row) * width + (i % width)]!;
  });
}

function columns(values: Float32Array, stride: number, from: number, width: number): Float32Array {
  return Float32Array.from(
    { length: (values.length / stride) * width },
    (_, i) => values[Math.floor(i / width) * stride + from + (i % width)]!,
  );
}

/** Both hold NaN and infinities at the same places, and numbers that agree; says how many are none. */
function expectAlike(actual: ArrayLike<number>, expected: Float64Array, what: string): number {
  expect(actual.length).toBe(expected.length);
  let strange = 0;
  for (const [i, value] of expected.entries()) {
    const found = actual[i]!;
    if (!Number.isFinite(value)) strange++;
    const alike = Number.isFinite(value)
      ? Math.abs(found - value) < 1e-4 * (1 + Math.abs(value))
      : Object.is(found, value);
    if (!alike) expect.fail(`${what}: value ${i} is ${found}, plain arithmetic gives ${value}`);
  }
  return strange;
}

const cases = sizes.flatMap((size) => [false, true].map((reverse) => ({ ...size, reverse })));

describe.skipIf(!kernel)('NaN and infinities go through the recurrences', () => {
  onEachInstructionSet((use) => {
    it.each(cases)('of a convolution: %o', ({ channels, width, reverse }) => {
      use();
      const random = new Random(1);
      const clean = {
        x: random.floats(tokens * channels, 2),
        weight: random.floats(channels * width, 1),
        bias: random.floats(channels, 1),
        state: random.floats((width - 1) * channels, 1),
      };
      let strange = 0;
      for (const name of Object.keys(clean) as (keyof typeof clean)[]) {
        for (const value of specials) {
          const { x, weight, bias, state } = poisoned(clean, name, value, random);
          for (const activated of [true, false]) {
            const [own, plain] = [state.slice(), Float64Array.from(state)];
            const y = new Float32Array(tokens * channels);
            const conv = kernel!.createConv(channels, width, weight, bias);
            kernel!.conv(conv, tokens, reverse, 1, x, channels, activated, own, y);
            const sums = plainConv(
              inOrder(x, channels, reverse),
              channels,
              { weight, bias },
              plain,
            );
            const expected = activated ? sums.map(silu) : sums;
            const what = `${value} in ${name}`;
            strange += expectAlike(inOrder(y, channels, reverse), expected, what);
            expectAlike(own, plain, `state with ${what}`);
          }
        }
      }
      expect(strange).toBeGreaterThan(24);
    });

    it.each([40, 64])('of a norm over %i values', (width) => {
      use();
      const random = new Random(5);
      const clean = { x: random.floats(tokens * width, 2), scale: random.floats(width, 1) };
      let strange = 0;
      for (const name of ['x', 'scale'] as const) {
        for (const value of specials) {
          const { x, scale } = poisoned(clean, name, value, random);
          const y = new Float32Array(x.length);
          kernel!.norm(kernel!.createNorm(width, 1e-6, scale), tokens, 1, x, y);
          strange += expectAlike(y, plainNorm(x, scale, 1e-6), `${value} in ${name}`);
        }
      }
      expect(strange).toBeGreaterThan(6);
    });

    it.each(cases)('of a selective scan: %o', ({ channels, states, reverse }) => {
      use();
      const random = new Random(2);
      const rank = 3;
      const width = rank + 2 * states;
      const clean = {
        x: random.floats(tokens * channels, 2),
        gate: random.floats(tokens * channels, 2),
        select: random.floats(tokens * width, 2),
        a: random.floats(channels * states, 0.4, -0.6),
        stepWeight: random.floats(channels * rank, 1),
        bias: random.floats(channels, 1),
        skip: random.floats(channels, 1),
        state: random.floats(channels * states, 1),
      };
      let strange = 0;
      for (const name of Object.keys(clean) as (keyof typeof clean)[]) {
        for (const value of name === 'a' ? [NaN, -Infinity] : specials) {
          const { x, gate, select, a, stepWeight, bias, skip, state } = poisoned(
            clean,
            name,
            value,
            random,
          );
          const [own, plain] = [state.slice(), Float64Array.from(state)];
          const y = new Float32Array(tokens * channels);
          const scan = kernel!.createScan(channels, states, rank, a, stepWeight, bias, skip);
          const inputs = [x, gate, channels, select, width] as const;
          kernel!.scan(scan, tokens, reverse, 1, ...inputs, own, y);
          const order = (values: Float32Array, width: number) => inOrder(values, width, reverse);
          const expected = plainScan(
            {
              x: order(x, channels),
              gate: order(gate, channels),
              low: order(columns(select, width, 0, rank), rank),
              b: order(columns(select, width, rank, states), states),
              c: order(columns(select, width, rank + states, states), states),
            },
            { a, stepWeight, bias, skip },
            plain,
          );
          const what = `${value} in ${name}`;
          strange += expectAlike(order(y, channels), expected, what);
          expectAlike(own, plain, `state with ${what}`);
        }
      }
      expect(strange).toBeGreaterThan(24);
    });

    it.each(
      [
        { heads: 2, width: 37, states: 4, groups: 1 },
        { heads: 4, width: 3, states: 3, groups: 2 },
      ].flatMap((size) => [false, true].map((reverse) => ({ ...size, reverse }))),
    )('of a scan of heads: %o', ({ reverse, ...sizes }) => {
      use();
      const { heads, width, states, groups } = sizes;
      const random = new Random(4);
      const channels = heads * width;
      const row = channels + 2 * groups * states;
      const clean = {
        x: random.floats(tokens * row, 2),
        step: random.floats(tokens * heads, 2),
        gate: random.floats(tokens * channels, 2),
        a: random.floats(heads, 0.4, -0.6),
        bias: random.floats(heads, 1),
        skip: random.floats(channels, 1),
        state: random.floats(channels * states, 1),
      };
      let strange = 0;
      for (const name of Object.keys(clean) as (keyof typeof clean)[]) {
        for (const value of name === 'a' ? [NaN, -Infinity] : specials) {
          const { x, step, gate, a, bias, skip, state } = poisoned(clean, name, value, random);
          const [own, plain] = [state.slice(), Float64Array.from(state)];
          const y = new Float32Array(tokens * channels);
          const sized = [heads, width, states, groups] as const;
          const ssd = kernel!.createSsd(...sized, a, bias, skip, 0, Infinity);
          const inputs = [x, row, step, heads, gate, channels] as const;
          kernel!.ssd(ssd, tokens, reverse, 1, ...inputs, own, y);
          const order = (values: Float32Array, width: number) => inOrder(values, width, reverse);
          const part = (from: number, count: number) => order(columns(x, row, from, count), count);
          const expected = plainSsd(
            {
              x: part(0, channels),
              b: part(channels, groups * states),
              c: part(channels + groups * states, groups * states),
              step: order(step, heads),
              gate: order(gate, channels),
            },
            { a, bias, skip },
            plain,
            sizes,
            [0, Infinity],
          );
          const what = `${value} in ${name}`;
          strange += expectAlike(order(y, channels), expected, what);
          expectAlike(own, plain, `state with ${what}`);
        }
      }
      expect(strange).toBeGreaterThan(24);
    });

    it.each(
      [
        { channels: 37, heads: 1 },
        { channels: 64, heads: 4 },
        { channels: 60, heads: 12 },
      ].flatMap((size) => [false, true].map((reverse) => ({ ...size, reverse }))),
    )('of an RG-LRU: %o', ({ channels, heads, reverse }) => {
      use();
      const width = channels / heads;
      const random = new Random(3);
      const clean = {
        x: random.floats(tokens * channels, 2),
        logDecay: random.floats(channels, 0.4, -0.6),
        inputWeight: random.floats(channels * width, 1),
        decayWeight: random.floats(channels * width, 1),
        inputBias: random.floats(channels, 1),
        decayBias: random.floats(channels, 1),
        state: random.floats(channels, 1),
      };
      let strange = 0;
      for (const name of Object.keys(clean) as (keyof typeof clean)[]) {
        for (const value of name === 'logDecay' ? [NaN, -Infinity] : specials) {
          for (const first of [true, false]) {
            const { state, ...rest } = poisoned(clean, name, value, random);
            const [own, plain] = [state.slice(), Float64Array.from(state)];
            const { x, ...parameters } = rest;
            const { logDecay, inputWeight, inputBias, decayWeight, decayBias } = parameters;
            const h = new Float32Array(tokens * channels);
            const unit = kernel!.createRgLru(
              ...([channels, width, logDecay] as const),
              ...([inputWeight, inputBias, decayWeight, decayBias, false] as const),
            );
            kernel!.rgLru(unit, tokens, reverse, 1, first, x, undefined, own, h);
            const order = (values: Float32Array) => inOrder(values, channels, reverse);
            const expected = plainRgLru(order(x), parameters, plain, first);
            const what = `${value} in ${name}`;
            strange += expectAlike(order(h), expected, what);
            expectAlike(own, plain, `state with ${what}`);
          }
        }
      }
      expect(strange).toBeGreaterThan(24);
    });
  });
});
