import { expect, it } from 'vitest';
import { fitLinear } from '../../src-main/analysis/probe/fit-linear.ts';
import { minimise } from '../../src-main/analysis/probe/lbfgs.ts';
import { applyMap } from '../../src-main/analysis/probe/linear-map.ts';
import { Random } from '../support/random.ts';

const all = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

it('the minimum of a stretched quadratic is found', async () => {
  const scales = [1, 1e3, 1e-2, 30];
  const center = [3, -1, 40, 0.5];
  const found = await minimise(
    (x, gradient) => {
      x.forEach((value, i) => (gradient[i] = scales[i]! * (value - center[i]!)));
      return x.reduce((sum, value, i) => sum + (scales[i]! / 2) * (value - center[i]!) ** 2, 0);
    },
    new Float64Array(4),
    { tolerance: 1e-9 },
  );
  found.forEach((value, i) => expect(value).toBeCloseTo(center[i]!, 5));
});

it('the minimum of the Rosenbrock valley is found', async () => {
  const found = await minimise(
    ([x, y], gradient) => {
      gradient[0] = -400 * x! * (y! - x! ** 2) - 2 * (1 - x!);
      gradient[1] = 200 * (y! - x! ** 2);
      return 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2;
    },
    Float64Array.of(-1.2, 1),
    { tolerance: 1e-8 },
  );
  expect([...found].map((value) => value.toFixed(5))).toEqual(['1.00000', '1.00000']);
});

it('it stops between two steps where nobody wants it any more', async () => {
  const controller = new AbortController();
  let calls = 0;
  const running = minimise(
    ([x], gradient) => {
      if (++calls === 3) controller.abort(new Error('enough'));
      gradient[0] = 4 * x! ** 3;
      return x! ** 4;
    },
    Float64Array.of(5),
    { signal: controller.signal, tolerance: 1e-12 },
  );
  await expect(running).rejects.toThrow('enough');
  expect(calls).toBeLessThan(10);
});

it('ridge regression is the solution of its normal equations', async () => {
  // One feature with mean 2 and deviation sqrt(2): (-2, -1, 0, 1, 2) / sqrt(2) standardised.
  const features = { values: Float32Array.of(0, 1, 2, 3, 4), width: 1 };
  const targets = Float32Array.of(1, 3, 5, 7, 9);
  // Standardised, targets are the feature itself: w = 1 / (1 + strength).
  const [exact] = await fitLinear({
    ...{ kind: 'values', features, rows: all(5), targets, strengths: [0] },
  });
  expect(exact!.weight[0]).toBeCloseTo(2, 5);
  expect(exact!.bias).toBeCloseTo(1, 5);
  const [shrunk] = await fitLinear({
    ...{ kind: 'values', features, rows: all(5), targets, strengths: [1] },
  });
  expect(shrunk!.weight[0]).toBeCloseTo(1, 5);
  expect(shrunk!.bias).toBeCloseTo(3, 5);
});

it('features on other scales, and others added to them, lead to the same predictions', async () => {
  const random = new Random(2);
  const [n, width] = [80, 3];
  const plain = random.floats(n * width, 1);
  const moved = plain.map((value, i) => value * [1, 50, 0.02][i % 3]! + [0, 300, -5][i % 3]!);
  const targets = Float32Array.from({ length: n }, (_, i) => plain[i * 3]! - plain[i * 3 + 1]!);
  const task = { kind: 'values', rows: all(n), targets, strengths: [0.1] } as const;
  const [a, b] = await Promise.all(
    [plain, moved].map(async (values) => {
      const features = { values, width };
      const [map] = await fitLinear({ ...task, features });
      return applyMap(map!, features, all(n));
    }),
  );
  a!.forEach((value, i) => expect(b![i]).toBeCloseTo(value, 3));
});

it('logistic regression of two groups gives the chances that were counted', async () => {
  // Of 10 rows at 0 one is positive, of 10 at 1 six are.
  const n = 20;
  const features = {
    values: Float32Array.from({ length: n }, (_, i) => Number(i >= 10)),
    width: 1,
  };
  const targets = Float32Array.from({ length: n }, (_, i) => Number(i === 0 || i >= 14));
  const [map] = await fitLinear({
    ...{ kind: 'classes', features, rows: all(n), targets, strengths: [0] },
  });
  const [low, high] = applyMap(map!, features, Int32Array.of(0, 19));
  const logit = (p: number) => Math.log(p / (1 - p));
  // Both classes weigh the same: odds counted, times the share of positives put back.
  const balanced = (positive: number, negative: number) =>
    Math.log(positive / 7 / (negative / 13)) + logit(7 / 20);
  expect(low).toBeCloseTo(balanced(1, 9), 3);
  expect(high).toBeCloseTo(balanced(6, 4), 3);
  expect(low).toBeCloseTo(logit(0.1), 3);
  expect(high).toBeCloseTo(logit(0.6), 3);
});

it('rows that are not named do not count', async () => {
  const features = { values: Float32Array.of(0, 1, 2, 3, 1000), width: 1 };
  const targets = Float32Array.of(0, 1, 2, 3, -5);
  const [map] = await fitLinear({
    ...{ kind: 'values', features, rows: all(4), targets, strengths: [1e-6] },
  });
  expect(map!.weight[0]).toBeCloseTo(1, 4);
  expect(map!.bias).toBeCloseTo(0, 4);
});

it('a feature that never varies has no weight, and one class alone is refused', async () => {
  const values = Float32Array.of(7, 0, 7, 1, 7, 2, 7, 3);
  const task = { features: { values, width: 2 }, rows: all(4), strengths: [0.01] };
  const [map] = await fitLinear({ ...task, kind: 'values', targets: Float32Array.of(0, 1, 2, 3) });
  expect(map!.weight[0]).toBeCloseTo(0, 10);
  const fitted = fitLinear({ ...task, kind: 'classes', targets: Float32Array.of(1, 1, 1, 1) });
  await expect(fitted).rejects.toThrow('4 of 4 rows are positive');
});
