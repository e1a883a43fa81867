import { expect, it, vi } from 'vitest';
import type { PassProgress, ProviderChoice } from '../../src-main/contract/index.ts';
import { JobRun } from '../../src-main/workbench/jobs/job-run.ts';
import { SecondHalf } from '../../src-main/workbench/jobs/second-half.ts';
import { RemainingTime } from '../../src-main/workbench/jobs/remaining-time.ts';
import { fitRuns } from '../../src-main/analysis/estimate/fit-runs.ts';
import { EditTimer } from '../../src-main/workbench/maps/edit-timer.ts';
import { secondsEach } from '../../src-main/workbench/maps/estimate-effects.ts';

const progress = (change: Partial<PassProgress>): PassProgress => ({
  ...{ stage: 'edits', layer: 1, layers: 4, direction: 'both', chunk: 0, chunks: 600, fraction: 0 },
  ...change,
});

/**
 * Changed sequences as an engine does them: the first one takes 2 s, then groups of twice as many each
 * take what 0.035 s a sequence comes to. Gives what was said, second by second.
 */
function sayAll(remaining: (now: () => number) => RemainingTime) {
  let at = 0;
  const time = remaining(() => 1000 * at);
  const total = 2 + 599 * 0.042;
  const said: { readonly at: number; readonly left: number | undefined; readonly truth: number }[] =
    [];
  for (; at < total; at += 0.25) {
    const done = at < 2 ? at / 2 : 1 + (at - 2) / 0.042;
    const left = time.at(progress({ fraction: done / 600 }));
    said.push({ at, left, truth: total - at });
  }
  return said;
}

it('says nothing before its own speed is known, and then is never far off', () => {
  const said = sayAll((now) => new RemainingTime(true, now));
  expect(said.filter(({ at, left }) => at < 3 && left !== undefined)).toEqual([]);
  const told = said.filter(({ left }) => left !== undefined);
  expect(told[0]!.at).toBeLessThan(9);
  for (const { left, truth } of told) {
    expect(left).toBeLessThan(2 * truth + 2);
    expect(left).toBeGreaterThan(truth / 2 - 2);
  }
});

it('believes earlier jobs from the first second on', () => {
  const said = sayAll((now) => {
    const time = new RemainingTime(true, now);
    time.learn({ each: 27 / 600 });
    return time;
  });
  for (const { left, truth } of said) {
    expect(left).toBeLessThan(1.5 * truth + 3);
    expect(left).toBeGreaterThan(truth / 1.5 - 3);
  }
});

it('does not give the end of a pass as that of the changed sequences that follow', () => {
  let at = 0;
  const time = new RemainingTime(true, () => 1000 * at);
  for (; at < 20; at++) {
    expect(time.at(progress({ stage: 'layers', fraction: at / 20 }))).toBeUndefined();
  }
});

it('takes its own speed where earlier passes were slower', () => {
  let at = 0;
  const time = new RemainingTime(false, () => 1000 * at);
  time.learn({ pass: 200 });
  expect(time.at(progress({ stage: 'layers', fraction: 0 }))).toBe(200);
  let left: number | undefined;
  for (; at < 10; at += 0.5) left = time.at(progress({ stage: 'layers', fraction: at / 20 }));
  expect(left).toBeGreaterThan(9);
  expect(left).toBeLessThan(13);
});

it.each([
  ['mutagenesis', undefined],
  ['effects', undefined],
  ['variants', undefined],
  ['predict', 200],
  ['curve', 200],
] as const)('the pass of a job of kind %s ends in %s s, as far as it tells', async (kind, left) => {
  const listener = { onChange: () => undefined, onGone: () => undefined, adviceFor: () => '' };
  const work = ({ learn, update }: Parameters<JobRun['work']>[0]) => {
    learn({ pass: 200 });
    update({ progress: progress({ stage: 'layers' }) });
    return Promise.resolve({});
  };
  const job = new JobRun({ kind, title: '' }, work, false, listener);
  await job.run();
  expect(job.job.progress?.secondsLeft).toBe(left);
});

it('holds some hundreds of samples of a job, however long and however often it tells of itself', () => {
  const total = 36_000;
  const events = 200_000;
  const half = new SecondHalf({ at: 0, fraction: 0 });
  let [most, furthest] = [0, 0];
  for (let i = 1; i <= events; i++) {
    const at = (i / events) * total;
    const from = half.add({ at, fraction: i / events });
    most = Math.max(most, half.held);
    if (at > 10) furthest = Math.max(furthest, Math.abs(from.at / at - 0.5));
  }
  expect(furthest).toBeLessThan(0.03);
  expect(most).toBeLessThan(300);
});

it('tells what a run takes from runs of other lengths: so long to start, and so long a base', () => {
  const seconds = (runs: Parameters<typeof fitRuns>[0], bp: number) => {
    const { start, perBase } = fitRuns(runs);
    return start + perBase * bp;
  };
  const truth = (bp: number) => 0.5 + bp / 80_000;
  const short = [10_000, 20_000, 20_000, 60_000].map((bp) => [bp, truth(bp)] as const);
  expect(seconds(short, 1e6)).toBeCloseTo(truth(1e6), 6);
  expect(seconds(short, 5_000)).toBeCloseTo(truth(5_000), 6);
  // One that the machine was busy during bends nothing.
  const busy = [...short, [200_000, truth(200_000)], [30_000, 9]] as const;
  expect(seconds(busy, 1e6) / truth(1e6)).toBeCloseTo(1, 1);
  // One length alone: half of it at most is taken for a start.
  expect(seconds([[10_000, 0.2]], 10_000)).toBeCloseTo(0.2, 6);
  expect(seconds([[10_000, 0.2]], 100_000)).toBeCloseTo(1.1, 6);
  // Where longer runs took less than shorter ones, the longest tell.
  const shorter = [10_000, 10_000, 20_000].map((bp) => [bp, 3] as const);
  expect(seconds([...shorter, [90_000, 2]], 90_000)).toBeCloseTo(2, 6);
  expect(seconds([...shorter, [90_000, 2]], 900_000)).toBeCloseTo(0.25 + 17.5, 6);
});

it('what a changed sequence takes is told of the model itself, not of its members after it', () => {
  const timer = new EditTimer();
  const at = vi.spyOn(performance, 'now');
  const say = (ms: number, fraction: number) => {
    at.mockReturnValue(ms);
    timer.take({ progress: progress({ fraction, chunks: 10 }) });
  };
  say(0, 0);
  say(4_000, 0.8);
  say(5_000, 1);
  // Three members, each as fast as it is.
  for (let member = 0; member < 3; member++) {
    say(6_000 + 2_000 * member, 0.1);
    say(7_500 + 2_000 * member, 1);
  }
  at.mockRestore();
  expect(timer.learnt).toEqual({ secondsEach: 0.5 });
  timer.take({ provider: 'webgpu' });
  expect(timer.learnt).toEqual({ secondsEach: 0.5, computedBy: 'webgpu' });
  // It failed on the way.
  timer.take({ provider: 'cpu' });
  expect(timer.learnt).toEqual({});
});

it('what a changed sequence takes is learnt of each provider by itself, and auto takes the fastest', () => {
  const model = { hash: 'a' };
  const maps = [
    { model, secondsEach: 3, computedBy: 'cpu' },
    { model, secondsEach: 5 },
    { model, secondsEach: 4 },
    { model, secondsEach: 1, computedBy: 'webgpu' },
    { model },
    { model: { hash: 'b' }, secondsEach: 0.1, computedBy: 'cuda' },
  ] as never;
  const on = (provider: ProviderChoice) => secondsEach(maps, 'a', provider);
  expect((['cpu', 'webgpu', 'auto', 'cuda', 'cuda:1'] as const).map(on)).toEqual([
    ...[4, 1, 1, undefined, undefined],
  ]);
});
