import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Provider } from '../../src-main/contract/index.ts';
import { CheckpointPace } from '../../src-main/engine/recurrent/tensors/checkpoint-pace.ts';
import { Checkpoint } from '../../src-main/engine/recurrent/tensors/checkpoint.ts';
import { ForwardCheckpoint } from '../../src-main/engine/recurrent/tensors/forward-checkpoint.ts';
import { ChunkPlan } from '../../src-main/sequence/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Files below the folder that this process has open. */
function openBelow(folder: string): string[] {
  return readdirSync('/proc/self/fd')
    .map((name) => {
      try {
        return readlinkSync(join('/proc/self/fd', name));
      } catch {
        return '';
      }
    })
    .filter((path) => path.startsWith(folder));
}

it.skipIf(process.platform !== 'linux')(
  'of a pass that fails half-way no file stays open, and what was committed is gone on from',
  async () => {
    const folder = join(temporaryFolder(), 'pass');
    const plan = new ChunkPlan(8, 4);
    const widths = { residual: 2, partial: 2 };
    const residual = { residual: 0 };
    const values = Float32Array.from({ length: 8 }, (_, i) => i);
    const failed = new Checkpoint(folder, plan, 1, 0);
    await failed.resume(widths);
    await failed.begin(residual, 2);
    for (const k of [0, 1]) await failed.write(k, values);
    await failed.commit({ layer: 1, scan: 0 });
    // As after a GPU's failure: what it took itself is none of what earlier attempts took.
    expect(await failed.resume(widths)).toEqual({ layer: 1, scan: 0 });
    expect(failed.secondsBefore).toBe(0);
    await failed.begin('partial', 2);
    await failed.write(0, values);
    const into = new Float32Array(8);
    await failed.read(residual, 0, 2, into);
    expect(openBelow(folder)).toHaveLength(2);
    await failed.close();
    expect(openBelow(folder)).toEqual([]);

    const next = new Checkpoint(folder, plan, 1, 0);
    expect(await next.resume(widths)).toEqual({ layer: 1, scan: 0 });
    await next.read(residual, 1, 2, into);
    expect(into).toEqual(values);
    await next.discard();
  },
);

it.skipIf(process.platform !== 'linux')(
  'a file that is being opened ahead when a pass fails is closed with the others',
  async () => {
    const folder = join(temporaryFolder(), 'pass');
    const residual = { residual: 0 };
    const values = Float32Array.from({ length: 8 }, (_, i) => i);
    const failed = new Checkpoint(folder, new ChunkPlan(8, 4), 1, 0);
    await failed.begin(residual, 2);
    for (const k of [0, 1]) await failed.write(k, values);
    await failed.commit({ layer: 1, scan: 0 });
    const ahead = failed.read(residual, 0, 2, new Float32Array(8));
    await Promise.allSettled([failed.close(), ahead]);
    expect(openBelow(folder)).toEqual([]);
  },
);

it('what a causal pass is to keep does not fill the memory until there is time to write it', async () => {
  const folder = temporaryFolder();
  const pace = new CheckpointPace(1e9);
  const checkpoint = new ForwardCheckpoint(folder, 'asked', () => 'webgpu', pace, 100);
  await checkpoint.resume();
  const part = { tokens: 10, outputs: { logits: new Float32Array(10) } };
  const size = () => statSync(join(folder, readdirSync(folder)[0]!)).size;
  const sizes = [];
  // The first at once, the next when 100 bytes wait.
  for (let i = 0; i < 4; i++) {
    await checkpoint.write([part], Float32Array.of(i));
    sizes.push(size());
  }
  await checkpoint.close();
  expect(sizes[1]).toBe(sizes[0]);
  expect(sizes[2]).toBe(sizes[0]);
  expect(sizes[3]).toBeGreaterThan(sizes[0]! + 120);
});

it('what a causal pass has kept is read in whatever parts, to the last record that is whole', async () => {
  const folder = temporaryFolder();
  const begin = async (computing: Provider) => {
    const pace = new CheckpointPace(0);
    const checkpoint = new ForwardCheckpoint(folder, 'asked', () => computing, pace);
    await checkpoint.resume();
    return checkpoint;
  };
  /** Two values a token, one after the other. */
  const part = (from: number, to: number) => {
    const logits = Float32Array.from({ length: 2 * (to - from) }, (_, i) => 2 * from + i);
    return { tokens: to - from, outputs: { logits } };
  };
  const states = (tokens: number) => Float32Array.of(tokens, -tokens);
  const path = () => join(folder, readdirSync(folder)[0]!);

  const first = await begin('webgpu');
  expect([first.tokens, first.states]).toEqual([0, undefined]);
  await first.write([part(0, 10), part(10, 13)], states(13));
  await first.write([part(13, 20)], states(20));
  // A GPU that has failed: nothing goes on from there.
  await first.write([part(20, 25)], Float32Array.of(NaN, 0));
  await first.close();
  const two = statSync(path()).size;

  const second = await begin('cpu');
  expect([second.tokens, second.states, second.computedBefore]).toEqual([
    ...[20, states(20)],
    ['webgpu'],
  ]);
  for (const [most, from, to] of [
    [4, 0, 4],
    [8, 4, 10],
    [8, 10, 13],
    [5, 13, 18],
    [9, 18, 20],
  ] as const) {
    expect(await second.read(most)).toEqual(part(from, to));
  }
  await second.write([part(20, 30)], states(30));
  await second.close();

  const third = await begin('cpu');
  expect([third.tokens, third.states, third.computedBefore]).toEqual([
    ...[30, states(30)],
    ['webgpu', 'cpu'],
  ]);
  await third.close();
  const bytes = readFileSync(path());
  bytes[two + 100]! ^= 1;
  writeFileSync(path(), bytes);
  const fourth = await begin('cpu');
  expect([fourth.tokens, fourth.states, fourth.computedBefore]).toEqual([
    ...[20, states(20)],
    ['webgpu'],
  ]);
  await fourth.close();
});
