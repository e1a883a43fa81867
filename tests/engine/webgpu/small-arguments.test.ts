import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder, oneMinusSquaredExp, softplus } from '../../../src-main/model/graph/index.ts';
import { root } from '../../support/paths.ts';
import { onSoftwareGpu, softwareGpu } from '../../support/software-gpu.ts';

const functions = [
  {
    name: 'softplus',
    build: softplus,
    exact: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    at: [-80, -30, -20, -15, -10, -7, -3, -1, -0.1, 0, 0.1, 1, 5, 20, 80],
  },
  {
    name: '1 - a^2 from log a',
    build: oneMinusSquaredExp,
    exact: (x: number) => -Math.expm1(2 * x),
    at: [-1e-8, -1e-6, -1e-5, -1e-4, -1e-3, -0.01, -0.1, -0.124, -0.126, -0.3, -1, -5, -40],
  },
] as const;

/** Largest relative error of a function as its graph is built for `target`, run on `provider`. */
function worst(
  { build, exact, at }: (typeof functions)[number],
  target: 'cpu' | 'gpu',
  provider: 'cpu' | 'webgpu',
): number {
  const g = new GraphBuilder('f', target);
  g.output('y', build(g, g.input('x', ['n'])), ['n']);
  const x = at.map(Math.fround);
  const script = join(root, 'tests/support/run-graph.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [script, provider], {
    input: JSON.stringify({ graph: Buffer.from(g.encode()).toString('base64'), x }),
    env: { ...process.env, ...softwareGpu.environment },
    encoding: 'utf8',
  });
  expect(stdout, stderr).not.toBe('');
  const y = JSON.parse(stdout) as number[];
  return Math.max(...x.map((value, i) => Math.abs(y[i]! / exact(value) - 1)));
}

it.each(functions)('$name has its digits in the graphs for CPU and GPU alike', (one) => {
  expect(worst(one, 'cpu', 'cpu')).toBeLessThan(5e-7);
  expect(worst(one, 'gpu', 'cpu')).toBeLessThan(5e-7);
});

describe.skipIf(!softwareGpu.isThere)(onSoftwareGpu('functions of small arguments'), () => {
  it.each(functions)('$name has its digits, which the CPU graph loses there', (one) => {
    expect(worst(one, 'gpu', 'webgpu')).toBeLessThan(2e-6);
    expect(worst(one, 'cpu', 'webgpu')).toBeGreaterThan(1e-2);
  });
});
