import { describe, expect, it } from 'vitest';
import { kernel, onEachInstructionSet } from '../support/kernel.ts';
import { Random } from '../support/random.ts';

/** Domain, double-precision reference, and the largest error that the source promises, in ulp. */
const functions: Record<
  string,
  [low: number, high: number, f: (x: number) => number, ulp: number]
> = {
  exp2: [-125, 20, (x) => 2 ** x, 2],
  exp: [-80, 87, Math.exp, 2],
  expm1: [-80, 80, Math.expm1, 3],
  sigmoid: [-80, 87, (x) => 1 / (1 + Math.exp(-x)), 4],
  silu: [-80, 87, (x) => x / (1 + Math.exp(-x)), 4],
  softplus: [-80, 87, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 4],
};

/** At -infinity and infinity, as ONNX Runtime's operators have them. Decays are never above 1. */
const limits: [name: string, below: number, above?: number][] = [
  ['exp2', 0],
  ['exp', 0, Infinity],
  ['expm1', -1],
  ['sigmoid', 0, 1],
  ['silu', NaN, Infinity],
  ['softplus', 0, Infinity],
];

describe.skipIf(!kernel)('elementary functions of the kernel', () => {
  onEachInstructionSet((use) => {
    it.each(Object.entries(functions))('%s keeps its digits', (name, [low, high, f, promised]) => {
      use();
      const random = new Random(7);
      const x = Float32Array.from({ length: 300_000 }, (_, i) =>
        // Half of them anywhere, half of them near 0 at every scale.
        i % 2 === 0
          ? low + (high - low) * random.next()
          : (random.next() - 0.5) * 10 ** (-7 * random.next()),
      );
      const y = new Float32Array(x.length);
      kernel!.apply(name, x, y);
      let worst = 0;
      for (const [i, value] of x.entries()) {
        const expected = f(value);
        const ulp = 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 23);
        const error = Math.abs(y[i]! - expected) / ulp;
        if (!(error <= worst)) worst = error;
      }
      expect(worst).toBeLessThan(promised);
    });

    it('nothing overflows or loses itself far out', () => {
      use();
      const x = Float32Array.of(-1e30, -1e4, -200, -127, 0, 100, 1e4, 1e30);
      const y = new Float32Array(x.length);
      kernel!.apply('exp2', x.subarray(0, 5), y.subarray(0, 5));
      expect([...y.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
      kernel!.apply('silu', x, y);
      [0, 0, 0, 0, 0, 100, 1e4].forEach((value, i) => expect(y[i]!).toBeCloseTo(value));
      expect(y[7]! / 1e30).toBeCloseTo(1);
      kernel!.apply('softplus', x, y);
      [0, 0, 0, 0, Math.LN2, 100, 1e4].forEach((value, i) => expect(y[i]!).toBeCloseTo(value));
    });

    it('NaN of any bits stays NaN, and touches no neighbour', () => {
      use();
      const bits = Uint32Array.from({ length: 999 }, (_, i) => {
        const payload = 1 + ((i * 0x9e3779b1) >>> 10);
        return ((i % 2) * 0x80000000 + 0x7f800000 + Math.min(payload, 0x7fffff)) >>> 0;
      });
      const poisoned = new Float32Array(bits.buffer).map((nan, i) => (i % 3 === 1 ? nan : -1));
      const clean = new Float32Array(poisoned.length).fill(-1);
      const [found, expected] = [new Float32Array(clean.length), new Float32Array(clean.length)];
      for (const name of Object.keys(functions)) {
        kernel!.apply(name, poisoned, found);
        kernel!.apply(name, clean, expected);
        for (const [i, value] of found.entries()) {
          expect(value, `${name} at ${i}`).toBe(i % 3 === 1 ? NaN : expected[i]);
        }
      }
    });

    it.each(limits)('%s goes to its limits at infinity', (name, below, above) => {
      use();
      const y = new Float32Array(2);
      kernel!.apply(name, Float32Array.of(-Infinity, Infinity), y);
      // e^x is held at e^-87: nothing that is made of it can tell it from 0.
      expect(Math.abs(y[0]!) < 2e-38 ? 0 : y[0]).toBe(below);
      if (above !== undefined) expect(y[1]).toBe(above);
    });
  });
});
